namespace Proximity.Inspector.Tests.Security;

/// <summary>
/// Requests that must not get through, as bytes on a socket. Each has right credentials, unless its row is about them: what refuses it is
/// the check that the row names. The status is 0 where no answer in HTTP/1.1 comes. In the rows, PORT, TOKEN and COOKIE stand for the
/// right ones.
/// </summary>
public class HostileRequestTests
{
    private const string Ask = "GET /api/status HTTP/1.1\n";
    private const string Write = "POST /api/recording HTTP/1.1\n";
    private const string Own = "Host: 127.0.0.1:PORT\n";
    private const string Bearer = "Authorization: Bearer TOKEN\n";
    private const string Cookie = "Cookie: COOKIE\n";
    private const string Json = "Content-Type: application/json\nContent-Length: 2\n";
    private const string Form = "Content-Type: application/x-www-form-urlencoded\nContent-Length: 2\n";
    private const string Socket = "GET /api/live HTTP/1.1\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";

    /// <summary>By names that are not ours, and from pages that are not.</summary>
    public static TheoryData<string, string, int> FromElsewhere => new()
    {
        { "a name that leads here by DNS", Ask + "Host: evil.example:PORT\n" + Bearer, 403 },
        { "that name without a port", Ask + "Host: evil.example\n" + Bearer, 403 },
        { "the right name without a port", Ask + "Host: localhost\n" + Bearer, 403 },
        { "the right address without a port", Ask + "Host: 127.0.0.1\n" + Bearer, 403 },
        { "another port", Ask + "Host: 127.0.0.1:80\n" + Bearer, 403 },
        { "a trailing dot", Ask + "Host: localhost.:PORT\n" + Bearer, 403 },
        { "a trailing dot behind the address", Ask + "Host: 127.0.0.1.:PORT\n" + Bearer, 403 },
        { "a name below localhost", Ask + "Host: evil.localhost:PORT\n" + Bearer, 403 },
        { "a name that begins like the address", Ask + "Host: 127.0.0.1.evil.example:PORT\n" + Bearer, 403 },
        { "an address mapped into IPv6", Ask + "Host: [::ffff:127.0.0.1]:PORT\n" + Bearer, 403 },
        { "the loopback address that is not listened on", Ask + "Host: [::1]:PORT\n" + Bearer, 403 },
        { "another loopback address", Ask + "Host: 127.0.0.2:PORT\n" + Bearer, 403 },
        { "the address of no interface", Ask + "Host: 0.0.0.0:PORT\n" + Bearer, 403 },
        { "a short spelling of the address", Ask + "Host: 127.1:PORT\n" + Bearer, 403 },
        { "the address as one number", Ask + "Host: 2130706433:PORT\n" + Bearer, 403 },
        { "the address in octal", Ask + "Host: 0177.0.0.1:PORT\n" + Bearer, 403 },
        { "a port with a zero before it", Ask + "Host: 127.0.0.1:0PORT\n" + Bearer, 403 },
        { "user information in Host", Ask + "Host: a@127.0.0.1:PORT\n" + Bearer, 400 },
        { "a path in Host", Ask + "Host: 127.0.0.1:PORT/\n" + Bearer, 400 },
        { "no Host", Ask + Bearer, 400 },
        { "no Host in HTTP/1.0", "GET /api/status HTTP/1.0\n" + Bearer, 403 },
        { "an empty Host", Ask + "Host:\n" + Bearer, 403 },
        { "two Hosts", Ask + Own + "Host: evil.example:PORT\n" + Bearer, 400 },
        { "two equal Hosts", Ask + Own + Own + Bearer, 400 },
        { "a page elsewhere", Ask + Own + "Origin: http://evil.example\n" + Cookie, 403 },
        { "a page on another port", Ask + Own + "Origin: http://127.0.0.1:3000\n" + Cookie, 403 },
        { "a page by HTTPS", Ask + Own + "Origin: https://127.0.0.1:PORT\n" + Cookie, 403 },
        { "a page by another of our names", Ask + Own + "Origin: http://localhost:PORT\n" + Cookie, 403 },
        { "a page without an origin", Ask + Own + "Origin: null\n" + Cookie, 403 },
        { "an empty Origin", Ask + Own + "Origin:\n" + Cookie, 403 },
        { "two Origins", Ask + Own + "Origin: http://127.0.0.1:PORT\nOrigin: http://evil.example\n" + Cookie, 403 },
        { "an image of a page elsewhere", Ask + Own + "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\n" + Cookie, 403 },
        { "a script of another port", Ask + Own + "Sec-Fetch-Site: same-site\nSec-Fetch-Mode: cors\n" + Cookie, 403 },
        { "a link from elsewhere to data", Ask + Own + "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\n" + Cookie, 403 },
        { "a frame of a page elsewhere",
            "GET / HTTP/1.1\n" + Own + "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe\n" + Cookie, 403 },
        { "a link from elsewhere to the page",
            "GET / HTTP/1.1\n" + Own + "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\n" + Cookie, 401 },
        { "a form of a page elsewhere",
            Write + Own + "Origin: http://evil.example\n" + Form + Cookie, 403 },
        { "a form of a browser that sends no Origin",
            Write + Own + Form + Cookie, 415 },
        { "JSON as plain text", Write + Own + "Content-Type: text/plain\nContent-Length: 2\n" + Cookie, 415 },
        { "JSON without a type", Write + Own + "Content-Length: 2\n" + Cookie, 415 },
        { "a preflight from elsewhere",
            "OPTIONS /api/recording HTTP/1.1\n" + Own + "Origin: http://evil.example\nAccess-Control-Request-Method: POST\n", 403 },
    };

    /// <summary>Without right credentials, or in another language than ours.</summary>
    public static TheoryData<string, string, int> FromHere => new()
    {
        { "no token", Ask + Own, 401 },
        { "no token for a write", Write + Own + Json, 401 },
        { "no token for the API's description", "GET /api/openapi.json HTTP/1.1\n" + Own, 401 },
        { "no token for what is not there", "GET /api/nothing HTTP/1.1\n" + Own, 401 },
        { "no token for the page", "GET / HTTP/1.1\n" + Own, 401 },
        { "a wrong token", Ask + Own + "Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 401 },
        { "the beginning of a token", Ask + Own + "Authorization: Bearer T\n", 401 },
        { "an empty token", Ask + Own + "Authorization: Bearer \n", 401 },
        { "a token of another scheme", Ask + Own + "Authorization: Basic TOKEN\n", 401 },
        { "a wrong token beside the right cookie", Ask + Own + "Authorization: Bearer no\n" + Cookie, 401 },
        { "two tokens", Ask + Own + Bearer + Bearer, 401 },
        { "the token in a cookie", Ask + Own + "Cookie: proximity-PORT=TOKEN\n", 401 },
        { "the cookie's value as a token", Ask + Own + "Authorization: Bearer VALUE\n", 401 },
        { "the token in the query of data", "GET /api/status?token=TOKEN HTTP/1.1\n" + Own, 401 },
        { "a wrong link", "GET /?token=no HTTP/1.1\n" + Own, 401 },
        { "a link by HEAD", "HEAD /?token=TOKEN HTTP/1.1\n" + Own, 401 },
        { "an absolute target, as to a proxy", "GET http://127.0.0.1:PORT/api/status HTTP/1.1\n" + Own + Bearer, 421 },
        { "an absolute target elsewhere", "GET http://evil.example/ HTTP/1.1\nHost: evil.example\n" + Bearer, 421 },
        { "a tunnel", "CONNECT evil.example:443 HTTP/1.1\nHost: evil.example:443\n" + Bearer, 403 },
        { "a tunnel to itself", "CONNECT 127.0.0.1:PORT HTTP/1.1\n" + Own + Bearer, 403 },
        { "the target of no path", "OPTIONS * HTTP/1.1\n" + Own + Bearer, 421 },
        { "a WebSocket of a page elsewhere", Socket + Own + "Origin: http://evil.example\n" + Cookie, 403 },
        { "a WebSocket of another port", Socket + Own + "Origin: http://localhost:3000\nSec-Fetch-Site: same-site\n" + Cookie, 403 },
        { "a WebSocket by a foreign name", Socket + "Host: evil.example:PORT\nOrigin: http://evil.example:PORT\n" + Cookie, 403 },
        { "a WebSocket without a token", Socket + Own + "Origin: http://127.0.0.1:PORT\n", 401 },
        { "a WebSocket with the token in its URL", Socket.Replace("live", "live?token=TOKEN", StringComparison.Ordinal) + Own, 401 },
        { "HTTP/2 without TLS", "PRI * HTTP/2.0\n\nSM\n", 0 },
        { "a body longer than any", Write + Own + Bearer + "Content-Type: application/json\nContent-Length: 9000000\n", 413 },
        { "a head with a bare name", Ask + Own + Bearer + "broken\n", 400 },
    };

    [Theory]
    [MemberData(nameof(FromElsewhere))]
    [MemberData(nameof(FromHere))]
    public async Task HostileRequest_IsRefused(string what, string request, int status)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        string cookie = await inspector.SignInAsync();

        string answer = await inspector.SendAsync(Fill(request + "\n", inspector, cookie) + (HasBody(request) ? "{}" : ""));

        Assert.True(RunningInspector.Status(answer) == status, $"{what}: wanted {status}, got\n{answer}");
        Assert.DoesNotContain("proxyUrl", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Set-Cookie", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Table_HasAtLeast40Rows() => Assert.True(FromElsewhere.Count + FromHere.Count >= 40);

    [Theory]
    [InlineData(Ask + Own + Bearer)]
    [InlineData(Ask + "Host: localhost:PORT\n" + Bearer)]
    [InlineData(Ask + "Host: LOCALHOST:PORT\n" + Bearer)]
    [InlineData(Ask + Own + "authorization: bearer TOKEN\n")]
    [InlineData(Ask + Own + Cookie)]
    [InlineData(Ask + Own + "Cookie: other=1; COOKIE\n")]
    [InlineData(Ask + Own + "Origin: http://127.0.0.1:PORT\nSec-Fetch-Site: same-origin\nSec-Fetch-Mode: cors\n" + Cookie)]
    [InlineData(Ask + Own + "Sec-Fetch-Site: none\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\n" + Cookie)]
    [InlineData("HEAD /api/status HTTP/1.1\n" + Own + Bearer)]
    public async Task RightRequest_IsAnswered(string request)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        string cookie = await inspector.SignInAsync();

        string answer = await inspector.SendAsync(Fill(request + "Connection: close\n\n", inspector, cookie));

        Assert.True(RunningInspector.Status(answer) == 200, answer);
    }

    private static string Fill(string request, RunningInspector inspector, string cookie)
        => request.Replace("\n", "\r\n", StringComparison.Ordinal)
            .Replace("PORT", inspector.Port.ToString(provider: null), StringComparison.Ordinal)
            .Replace("TOKEN", inspector.Server.Token, StringComparison.Ordinal)
            .Replace("COOKIE", cookie, StringComparison.Ordinal)
            .Replace("VALUE", cookie.Split('=')[1], StringComparison.Ordinal)
            .Replace("\r\n\r\n", Upgrades(request) ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal);

    private static bool HasBody(string request) => request.Contains("Content-Length: 2\n", StringComparison.Ordinal);

    private static bool Upgrades(string request) => request.Contains("Connection:", StringComparison.Ordinal)
        || request.StartsWith("PRI", StringComparison.Ordinal);
}
