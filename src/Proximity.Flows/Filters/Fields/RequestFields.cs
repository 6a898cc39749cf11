namespace Proximity.Filters.Fields;

/// <summary>The fields of a request.</summary>
internal static class RequestFields
{
    public static IReadOnlyList<FilterField> All { get; } = [.. Targets(), .. Fields(), .. Tls(), .. Bodies()];

    private static FilterField[] Targets() =>
    [
        new(FieldId.Method, "method", FieldType.Word, FilterPhase.RequestHead)
        {
            Column = "method", Example = "method:post,put,patch", Summary = "The method.",
        },
        new(FieldId.Scheme, "scheme", FieldType.Word, FilterPhase.RequestHead)
        {
            Column = "scheme", Example = "scheme:https", Summary = "http or https; absent for a CONNECT.",
        },
        new(FieldId.Host, "host", FieldType.Host, FilterPhase.RequestHead)
        {
            Column = "host", IsIndexed = true, Example = "host:example.com",
            Summary = "The host, in lower case; `:` takes sub-domains too.",
        },
        new(FieldId.Port, "port", FieldType.Integer, FilterPhase.RequestHead)
        {
            Column = "port", Example = "port:8000..8999", Summary = "The port, the scheme's own where none is named.",
        },
        new(FieldId.Path, "path", FieldType.Path, FilterPhase.RequestHead)
        {
            Column = "path", Example = "path:/v1/*",
            Summary = "The path, percent-encoded as received, without the query; absent for a CONNECT.",
        },
        new(FieldId.Query, "query", FieldType.Text, FilterPhase.RequestHead)
        {
            Column = "query", Example = "query:page=", Summary = "The whole query, percent-encoded as received.",
        },
        new(FieldId.QueryParameter, "query", FieldType.Text, FilterPhase.RequestHead)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "query[page]:2..10", Summary = "A parameter of the query, decoded.",
        },
        new(FieldId.Url, "url", FieldType.Path, FilterPhase.RequestHead)
        {
            Example = "url:example.com/v1",
            Summary = "The absolute URL, its host in lower case and a default port left out; of a CONNECT `host:port`.",
        },
        new(FieldId.Version, "version", FieldType.Word, FilterPhase.RequestHead)
        {
            Column = "version", Example = "version:http/2", Summary = "The protocol version of the request: http/1.0, http/1.1 or http/2.",
        },
    ];

    private static FilterField[] Fields() =>
    [
        new(FieldId.RequestHeader, "req.header", FieldType.Text, FilterPhase.RequestHead)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "req.header[authorization]^=\"Bearer \"",
            Summary = "A field of the request.",
        },
        new(FieldId.RequestHeaders, "req.headers", FieldType.Text, FilterPhase.RequestHead)
        {
            IsMultiValued = true, Example = "req.headers:traceparent", Summary = "Each field line of the request, `name: value`.",
        },
        new(FieldId.Cookie, "cookie", FieldType.Text, FilterPhase.RequestHead)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "cookie[session]==Zm9v",
            Summary = "A cookie that the request carries.",
        },
        new(FieldId.GrpcMethod, "grpc.method", FieldType.Path, FilterPhase.RequestHead)
        {
            Example = "grpc.method:/pay.v1.Pay/*", Summary = "The path of a gRPC request.",
        },
    ];

    private static FilterField[] Tls() =>
    [
        new(FieldId.ClientTlsVersion, "tls.version", FieldType.Number, FilterPhase.RequestHead)
        {
            Column = "tls_version", Example = "tls.version<1.2",
            Summary = "The TLS version with the client, where the proxy opened its TLS.",
        },
        new(FieldId.Sni, "sni", FieldType.Host, FilterPhase.RequestHead)
        {
            Column = "sni", Example = "sni:*.bank.example", Summary = "The server name that the client sent in TLS.",
        },
        new(FieldId.Alpn, "alpn", FieldType.Word, FilterPhase.RequestHead)
        {
            Column = "alpn", Example = "alpn:h2", Summary = "The application protocol agreed with the client.",
        },
        new(FieldId.Route, "route", FieldType.Word, FilterPhase.RequestHead)
        {
            IsReserved = true, Example = "route:direct", Summary = "How the request goes to its origin.",
        },
    ];

    private static FilterField[] Bodies() =>
    [
        new(FieldId.RequestBody, "req.body", FieldType.Text, FilterPhase.RequestBody)
        {
            Example = "req.body:\"user name\"", Summary = "The request's body as text, decoded, as far as it is kept.",
        },
        new(FieldId.RequestJson, "req.json", FieldType.Text, FilterPhase.RequestBody)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "req.json[/items/*/sku]~/^A-\\d+$/",
            Summary = "A value in the request's JSON by a pointer (RFC 6901); `*` is any element.",
        },
        new(FieldId.RequestSize, "req.size", FieldType.Size, FilterPhase.RequestBody)
        {
            Column = "req_size", Example = "req.size:1mb..", Summary = "The bytes of the request's body, content codings included.",
        },
        new(FieldId.RequestTrailer, "req.trailer", FieldType.Text, FilterPhase.RequestBody)
        {
            Key = FieldKey.Required, IsMultiValued = true, Example = "has:req.trailer[checksum]",
            Summary = "A trailer field of the request.",
        },
        new(FieldId.GraphQLOperation, "graphql.operation", FieldType.Word, FilterPhase.RequestBody)
        {
            Example = "graphql.operation:GetUser", Summary = "The `operationName` of a GraphQL request, from its JSON or its query.",
        },
    ];
}
