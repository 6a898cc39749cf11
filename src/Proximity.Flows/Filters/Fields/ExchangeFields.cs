namespace Proximity.Filters.Fields;

/// <summary>The fields that are known when all is over, and what people and rules add.</summary>
internal static class ExchangeFields
{
    public static IReadOnlyList<FilterField> All { get; } = [.. Totals(), .. Times(), .. Reserved()];

    private static FilterField[] Totals() =>
    [
        new(FieldId.Size, "size", FieldType.Size, FilterPhase.ResponseBody)
        {
            Column = "size", Example = "size:1mb..", Summary = "The bytes of both bodies.",
        },
        new(FieldId.WireSize, "wire.size", FieldType.Size, FilterPhase.Done)
        {
            Column = "wire_size", Example = "wire.size>1mib", Summary = "All bytes from and to the client: heads, framing and bodies.",
        },
        new(FieldId.Error, "error", FieldType.Word, FilterPhase.Done)
        {
            Column = "error", Example = "error:upstream_read_failed", Summary = "Why the exchange failed, a code of errors.md.",
        },
    ];

    private static FilterField[] Times() =>
    [
        new(FieldId.Duration, "duration", FieldType.Duration, FilterPhase.Done)
        {
            Column = "duration", Example = "duration:500ms..2s", Summary = "From the request's head to the response's last byte.",
        },
        new(FieldId.Ttfb, "ttfb", FieldType.Duration, FilterPhase.Done)
        {
            Column = "ttfb", Example = "ttfb>1s", Summary = "From the request's head to the response's first byte.",
        },
        new(FieldId.Dns, "dns", FieldType.Duration, FilterPhase.Done)
        {
            Column = "dns", Example = "dns>100ms", Summary = "The look-up of the name; absent when there was none.",
        },
        new(FieldId.Connect, "connect", FieldType.Duration, FilterPhase.Done)
        {
            Column = "connect", Example = "connect>1s", Summary = "Connecting to the origin; absent when a connection was reused.",
        },
        new(FieldId.Wait, "wait", FieldType.Duration, FilterPhase.Done)
        {
            Column = "wait", Example = "wait:200ms..", Summary = "From the request sent to the response's first byte.",
        },
        new(FieldId.Receive, "receive", FieldType.Duration, FilterPhase.Done)
        {
            Column = "receive", Example = "receive>5s", Summary = "From the response's first byte to its last.",
        },
    ];

    private static FilterField[] Reserved() =>
    [
        new(FieldId.Rule, "rule", FieldType.Text, FilterPhase.Done)
        {
            IsReserved = true, IsMultiValued = true, Example = "rule:\"slow payments\"", Summary = "The rules that were applied.",
        },
        new(FieldId.Tag, "tag", FieldType.Word, FilterPhase.RequestHead)
        {
            IsOfStore = true, IsMultiValued = true, Example = "tag:bug-1234", Summary = "The tags of a store's flow.",
        },
        new(FieldId.Mark, "mark", FieldType.Word, FilterPhase.RequestHead)
        {
            IsOfStore = true, Example = "mark:red", Summary = "The colour with which a store's flow is marked.",
        },
        new(FieldId.Comment, "comment", FieldType.Text, FilterPhase.RequestHead)
        {
            IsOfStore = true, Example = "comment:*", Summary = "A note on a store's flow, or on one of a file that has notes.",
        },
    ];
}
