using System.Globalization;
using System.Text;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.StoreBench;

/// <summary>
/// Flows as a browser of an API makes them: heads of 2 KiB together, a JSON body of 1 KiB, of which three in ten come again and again.
/// The same number makes the same flow.
/// </summary>
internal static class SampleFlows
{
    public const int Hosts = 200;
    public const int BodyBytes = 1024;

    /// <summary>One flow in so many has this word in its path, and another one in its body.</summary>
    public const int RareEvery = 50_000;

    public const string RareWord = "zebrafinch";

    private const int SharedBodies = 200;

    public static Guid Session { get; } = new("0198f0e2-7c1a-7000-8000-00000000beef");

    public static FlowRecord[] Records(long first, int count)
        => [.. Enumerable.Range(0, count).Select(i => new FlowRecord(Flow(first + i), Session, "bench"))];

    public static FlowSnapshot Flow(long id)
    {
        var random = new Random((int)(id % int.MaxValue));
        int status = random.Next(100) switch { < 88 => 200, < 92 => 304, < 96 => 404, < 98 => 301, _ => 500 };
        byte[] body = Body(id, random);
        var flow = new Flow(
            DateTimeOffset.UnixEpoch.AddSeconds(1_790_000_000).AddMilliseconds(id),
            $"10.0.{id % 7}.{id % 251}",
            ProxyRequest.FromBlocks(Encoding.Latin1.GetBytes(RequestHead(id, random)), null))
        {
            Id = id,
            Response = ProxyResponse.FromBlock(Encoding.Latin1.GetBytes(ResponseHead(id, status, random))),
            Duration = TimeSpan.FromMicroseconds(random.Next(500, 45_000_000) / (1 + random.Next(1000))),
            Timings = new FlowTimings(default, default, default, TimeSpan.FromMicroseconds(400), TimeSpan.FromMicroseconds(90)),
        };
        flow.SetBody(BodySide.Request, FlowBody.None);
        flow.SetBody(BodySide.Response, FlowBody.Create(FlowBodyState.Complete, body, body.Length));
        flow.Completed = true;
        return flow.Snapshot();
    }

    public static string HostOf(int number) => string.Create(CultureInfo.InvariantCulture, $"api{number}.example.com");

    private static string RequestHead(long id, Random random)
    {
        // Some hosts have many flows, most have few.
        int host = (int)(Hosts * Math.Pow(random.NextDouble(), 3));
        string rare = id % RareEvery == 0 ? $"{RareWord}/" : string.Empty;
        string path = $"/v1/{Words[random.Next(Words.Length)]}/{rare}{random.Next(1_000_000)}?page={id % 50}&sort=name";
        string target = $"http://{HostOf(host)}{path}";
        return $"GET {target} HTTP/1.1\r\nHost: {HostOf(host)}\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36\r\n"
            + "Accept: application/json, text/plain, */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            + $"Accept-Language: en-GB,en;q=0.9,de;q=0.8\r\nReferer: http://{HostOf(host)}/app/{random.Next(1000)}\r\n"
            + "Cache-Control: no-cache\r\n"
            + "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
            + $"Authorization: Bearer {Token(random, 240)}\r\n"
            + $"Cookie: session={Token(random, 120)}; theme=dark; seen={random.Next()}\r\n\r\n";
    }

    private static string ResponseHead(long id, int status, Random random)
        => $"HTTP/1.1 {status} Status\r\nDate: Mon, 30 Nov 2026 06:00:00 GMT\r\nContent-Type: application/json; charset=utf-8\r\n"
            + $"Content-Length: {BodyBytes}\r\nConnection: keep-alive\r\nETag: W/\"{Token(random, 40)}\"\r\n"
            + $"X-Request-Id: {Token(random, 32)}\r\n"
            + "Cache-Control: private, max-age=0, must-revalidate\r\nStrict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
            + "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: strict-origin-when-cross-origin\r\n"
            + "Content-Security-Policy: default-src 'self'; img-src 'self' data: https:; script-src 'self'; frame-ancestors 'none'\r\n"
            + $"Set-Cookie: trace={Token(random, 200)}; Path=/; HttpOnly; SameSite=Lax\r\n"
            + $"Server: origin/{id % 9}\r\nVary: Accept-Encoding\r\n\r\n";

    private static byte[] Body(long id, Random random)
    {
        bool isShared = random.Next(10) < 3;
        var content = isShared ? new Random(random.Next(SharedBodies)) : random;
        var text = new StringBuilder("{\"items\":[");
        while (text.Length < BodyBytes - 80)
        {
            string name = Words[content.Next(Words.Length)];
            text.Append(CultureInfo.InvariantCulture, $"{{\"id\":{content.Next()},\"name\":\"{name}\",\"ok\":true}},");
        }

        string rare = !isShared && id % RareEvery == 1 ? RareWord : "end";
        text.Append("null],\"last\":\"").Append(rare).Append("\",\"fill\":\"");
        text.Append('x', BodyBytes - 2 - text.Length).Append("\"}");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static string Token(Random random, int length)
        => string.Create(length, random, static (span, from) => from.GetItems("abcdefghijklmnopqrstuvwxyz0123456789", span));

    private static readonly string[] Words =
        ["orders", "users", "carts", "prices", "search", "images", "reviews", "accounts", "sessions", "invoices", "stock", "events"];
}
