using System.Net;
using Proximity.Cli.Configuration;
using Proximity.Cli.Output;
using Proximity.Flows;

namespace Proximity.Cli.Tests.Output;

/// <summary>One event of each kind.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Time = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1));

    public static StartedEvent Started(Settings settings) =>
        new(Time, ListeningAddress.Of(new IPEndPoint(IPAddress.Loopback, 8080), "127.0.0.1"), settings, "/etc/config.json", 3);

    public static FlowCompletedEvent Flow()
        => new(Time, new Flow(Time, "127.0.0.1", new ProxyRequest("GET", "http://u:p@example.com/a+b?c&d\u0007"))
        {
            Id = 5,
            Response = WithType(new ProxyResponse(200, "OK")),
            Duration = TimeSpan.FromMilliseconds(12.3456),
            RequestBytes = 90,
            ResponseBytes = 1234,
        });

    public static FlowCompletedEvent FailedFlow() => new(Time, new Flow(Time, "127.0.0.1", new ProxyRequest("CONNECT", "example.com:443")) { Id = 6, ErrorCode = "upstream_connect_failed" });

    public static FlowCompletedEvent AnsweredFlow() => new(Time, new Flow(Time, "127.0.0.1", new ProxyRequest("GET", "http://example.com/")) { Id = 7, ErrorCode = "upstream_connect_failed", AnsweredStatus = 502 });

    public static FlowCompletedEvent PassedThroughFlow()
        => new(Time, new Flow(Time, "127.0.0.1", new ProxyRequest("CONNECT", "example.com:443"))
        {
            Id = 8,
            Response = new ProxyResponse(200, "Connection Established"),
            PassedThrough = "client_rejected_certificate",
        });

    public static ErrorEvent Error() => new(new ProxyError("upstream_connect_failed", "The origin could not be reached.", Time)
    {
        ClientIP = "127.0.0.1",
        Phase = "connect_pending",
        TargetHost = "example.com",
        TargetPort = 80,
        Method = "GET",
        Url = "http://u:p@example.com/",
        Error = "Connection refused\n",
    });

    private static ProxyResponse WithType(ProxyResponse response)
    {
        response.Headers.Add("Content-Type", "text/html; charset=utf-8");
        return response;
    }
}
