namespace Proximity.Filters.Fields;

/// <summary>The fields that are either side's: a test of one holds when it holds for a part.</summary>
internal static class CompositeFields
{
    public static IReadOnlyList<FilterField> All { get; } =
    [
        new(FieldId.Header, "header", FieldType.Text, FilterPhase.RequestHead)
        {
            Key = FieldKey.Required, IsMultiValued = true, Parts = [FieldId.RequestHeader, FieldId.ResponseHeader],
            Example = "header[x-request-id]=abc123", Summary = "A field of the request or of the response.",
        },
        new(FieldId.Headers, "headers", FieldType.Text, FilterPhase.RequestHead)
        {
            IsMultiValued = true, Parts = [FieldId.RequestHeaders, FieldId.ResponseHeaders],
            Example = "headers:x-debug", Summary = "Each field line of both, `name: value`.",
        },
        new(FieldId.Body, "body", FieldType.Text, FilterPhase.RequestBody)
        {
            IsMultiValued = true, Parts = [FieldId.RequestBody, FieldId.ResponseBody],
            Example = "body:\"stack trace\"", Summary = "Either body as text.",
        },
        new(FieldId.Json, "json", FieldType.Text, FilterPhase.RequestBody)
        {
            Key = FieldKey.Required, IsMultiValued = true, Parts = [FieldId.RequestJson, FieldId.ResponseJson],
            Example = "json[/error/code]=rate_limited", Summary = "A value in either body's JSON by a pointer.",
        },
    ];
}
