namespace Proximity.Flows.Tests.Formats;

/// <summary>Heads that user code changed.</summary>
internal static class ShownHeads
{
    public static HeadChanges All { get; } = new()
    {
        RequestReceived = new(Messages.Request("GET http://a.test/ HTTP/1.1\r\nhost: a.test\r\n\r\n"), FlowBody.None),
        RequestSent = new(Messages.Request("GET / HTTP/1.1\r\nhost: a.test\r\nvia: 1.1 p\r\n\r\n"), FlowBody.None),
        ResponseReceived = new(Messages.Response("HTTP/1.1 200 OK\r\nx: 1\r\nx: 2\r\n\r\n"), FlowBody.None),
        ResponseSent = new(Messages.Response("HTTP/1.1 404 Not Found\r\n\r\n"), FlowBody.None),
    };

    /// <summary>What a flow says of them.</summary>
    public static string Describe(FlowSnapshot flow) => string.Join(
        '|',
        Of(flow.RequestReceived?.Method, flow.RequestReceived?.Url, flow.RequestReceived?.Headers, flow.RequestReceived?.Raw),
        Of(flow.RequestSent?.Method, flow.RequestSent?.Url, flow.RequestSent?.Headers, flow.RequestSent?.Raw),
        Of(flow.ResponseReceived?.Status, flow.ResponseReceived?.StatusText, flow.ResponseReceived?.Headers, flow.ResponseReceived?.Raw),
        Of(flow.ResponseSent?.Status, flow.ResponseSent?.StatusText, flow.ResponseSent?.Headers, flow.ResponseSent?.Raw));

    private static string Of(object? first, string? second, IEnumerable<KeyValuePair<string, string>>? fields, string? raw)
        => $"{first} {second} {string.Join(',', fields ?? [])} {raw}";
}
