namespace Proximity.Flows.Tests.Filters;

/// <summary>Filters as people write them, and each in its one form.</summary>
internal static class Examples
{
    public static IReadOnlyList<(string Text, string Printed)> All { get; } =
    [
        ("login", "login"),
        ("\"not found\"", "\"not found\""),
        (@"/v[12]\/users/", @"/v[12]\/users/"),
        ("host:example.com", "host:example.com"),
        ("host=example.com", "host=example.com"),
        ("host:*.cdn.*,ads.example.net", "host:*.cdn.*,ads.example.net"),
        ("method:post,put,patch", "method:post,put,patch"),
        ("status:5xx", "status:5xx"),
        ("status:400..499 -status:404", "status:400..499 -status:404"),
        ("size:1mb..", "size:1mb.."),
        ("res.size>10kib", "res.size>10kib"),
        ("duration:500ms..2s", "duration:500ms..2s"),
        ("ttfb>1s or error", "ttfb>1s or error"),
        ("is:error host:api.example.com", "is:error host:api.example.com"),
        ("error:upstream_read_failed", "error:upstream_read_failed"),
        ("type:json path:/v1/*", "type:json path:/v1/*"),
        ("header[x-request-id]=abc123", "header[x-request-id]=abc123"),
        ("res.header[cache-control]*=no-store", "res.header[cache-control]*=no-store"),
        ("not has:res.header[content-security-policy] type:html", "-has:res.header[content-security-policy] type:html"),
        ("req.header[authorization]^=\"Bearer \"", "req.header[authorization]^=\"Bearer \""),
        ("cookie[session]==Zm9v", "cookie[session]==Zm9v"),
        ("query[page]:2..10", "query[page]:2..10"),
        ("json[/error/code]=rate_limited", "json[/error/code]=rate_limited"),
        (@"req.json[/items/*/sku]~/^A-\d+$/", @"req.json[/items/*/sku]~/^A-\d+$/"),
        ("body:\"stack trace\"", "body:\"stack trace\""),
        ("graphql.operation:GetUser is:request", "graphql.operation:GetUser is:request"),
        ("grpc.method:/pay.v1.Pay/* status:200 grpc.status!=0", "grpc.method:/pay.v1.Pay/* status:200 grpc.status!=0"),
        ("is:ws message:\"subscribe\" message.dir=to-origin", "is:ws message:subscribe message.dir=to-origin"),
        ("client:10.0.0.0/8 and not process:curl", "client:10.0.0.0/8 -process:curl"),
        ("time:-15m.. (status:5xx or duration:3s..) -host:@noise.txt", "time:-15m.. (status:5xx or duration:3s..) -host:@noise.txt"),
        ("rule:\"slow payments\" is:modified", "rule:\"slow payments\" is:modified"),
        ("is:tunnel route:direct sni:*.bank.example", "is:tunnel route:direct sni:*.bank.example"),
        ("tls.version<1.2 or cert.issuer:\"Test CA\"", "tls.version<1.2 or cert.issuer:\"Test CA\""),
        ("mark:red tag:bug-1234 comment:*", "mark:red tag:bug-1234 has:comment"),
    ];

    public static TheoryData<string> Texts => [.. All.Select(example => example.Text)];
}
