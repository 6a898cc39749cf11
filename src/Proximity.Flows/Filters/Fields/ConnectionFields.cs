namespace Proximity.Filters.Fields;

/// <summary>The fields that are known before a request: the flow's own, and its client's.</summary>
internal static class ConnectionFields
{
    public static IReadOnlyList<FilterField> All { get; } =
    [
        new(FieldId.Id, "id", FieldType.Integer, FilterPhase.RequestHead)
        {
            Column = "flow_id", Example = "id:42", Summary = "The flow's number in its session.",
        },
        new(FieldId.Time, "time", FieldType.Time, FilterPhase.RequestHead)
        {
            Column = "time", Example = "time:-15m..", Summary = "When the request's head was there.",
        },
        new(FieldId.Session, "session", FieldType.Word, FilterPhase.RequestHead)
        {
            IsOfStore = true, Example = "session:last",
            Summary = "The session in which a store's flow was recorded; `last` is that of the newest flow.",
        },
        new(FieldId.Client, "client", FieldType.Address, FilterPhase.Connect)
        {
            Column = "client", Example = "client:10.0.0.0/8", Summary = "The client's address; one, or a CIDR range.",
        },
        new(FieldId.Connection, "connection", FieldType.Integer, FilterPhase.RequestHead)
        {
            Example = "connection:7",
            Summary = "The client's connection, numbered from 1 by the proxy.",
        },
        new(FieldId.Process, "process", FieldType.Text, FilterPhase.Connect)
        {
            Column = "process", Example = "process:curl",
            Summary = "The program that is the client, when it runs on this machine and `RecordClientProcess` is on.",
        },
        new(FieldId.User, "client.user", FieldType.Word, FilterPhase.RequestHead)
        {
            IsReserved = true, Example = "client.user=anna", Summary = "The name by which the client has authenticated to the proxy.",
        },
    ];
}
