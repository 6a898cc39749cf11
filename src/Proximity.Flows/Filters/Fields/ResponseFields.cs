namespace Proximity.Filters.Fields;

/// <summary>The fields of a response.</summary>
internal static class ResponseFields
{
    public static IReadOnlyList<FilterField> All { get; } = [.. Heads(), .. Bodies()];

    private static FilterField[] Heads() =>
    [
        new(FieldId.Status, "status", FieldType.Status, FilterPhase.ResponseHead)
        {
            Column = "status", Example = "status:5xx", Summary = "The status of the response, or of the proxy's own answer in its place.",
        },
        new(FieldId.ContentKind, "type", FieldType.ContentKind, FilterPhase.ResponseHead)
        {
            Column = "type", Example = "type:json",
            Summary = $"The kind of the response's content: {string.Join(", ", ContentKinds.Names)}.",
        },
        new(FieldId.ResponseHeader, "res.header", FieldType.Text, FilterPhase.ResponseHead)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "res.header[cache-control]*=no-store",
            Summary = "A field of the response.",
        },
        new(FieldId.ResponseHeaders, "res.headers", FieldType.Text, FilterPhase.ResponseHead)
        {
            IsMultiValued = true, Example = "res.headers:cloudfront", Summary = "Each field line of the response, `name: value`.",
        },
        new(FieldId.SetCookie, "set-cookie", FieldType.Text, FilterPhase.ResponseHead)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "has:set-cookie[session]",
            Summary = "A cookie that the response sets.",
        },
        new(FieldId.CertificateIssuer, "cert.issuer", FieldType.Text, FilterPhase.ResponseHead)
        {
            Example = "cert.issuer:\"Test CA\"", Summary = "The issuer of the origin's certificate.",
        },
    ];

    private static FilterField[] Bodies() =>
    [
        new(FieldId.ResponseBody, "res.body", FieldType.Text, FilterPhase.ResponseBody)
        {
            Example = "res.body:\"stack trace\"", Summary = "The response's body as text, decoded, as far as it is kept.",
        },
        new(FieldId.ResponseJson, "res.json", FieldType.Text, FilterPhase.ResponseBody)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "res.json[/error/code]=rate_limited",
            Summary = "A value in the response's JSON by a pointer (RFC 6901); `*` is any element.",
        },
        new(FieldId.ResponseSize, "res.size", FieldType.Size, FilterPhase.ResponseBody)
        {
            Column = "res_size", Example = "res.size>10kib", Summary = "The bytes of the response's body, content codings included.",
        },
        new(FieldId.ResponseTrailer, "res.trailer", FieldType.Text, FilterPhase.ResponseBody)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "has:res.trailer[grpc-status]",
            Summary = "A trailer field of the response.",
        },
        new(FieldId.GrpcStatus, "grpc.status", FieldType.Number, FilterPhase.ResponseBody)
        {
            Column = "grpc_status", Example = "grpc.status!=0",
            Summary = "The status of a gRPC call: the trailer, or the field of an answer that has trailers only.",
        },
        new(FieldId.Message, "message", FieldType.Text, FilterPhase.Messages)
        {
            IsMultiValued = true, Example = "message:subscribe",
            Summary = "The text of each WebSocket message, server-sent event or gRPC message that is kept.",
        },
        new(FieldId.MessageDirection, "message.dir", FieldType.Word, FilterPhase.Messages)
        {
            IsMultiValued = true, Example = "message.dir=to-origin", Summary = "Which way messages went: to-origin, to-client.",
        },
        new(FieldId.MessageType, "message.type", FieldType.Word, FilterPhase.Messages)
        {
            IsMultiValued = true, Example = "message.type:binary",
            Summary = "What messages are: text, binary, close, ping, pong, event, grpc, trailers.",
        },
    ];
}
