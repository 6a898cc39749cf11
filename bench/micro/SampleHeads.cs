using System.Text;

namespace Proximity.Micro;

/// <summary>Heads as they commonly are.</summary>
internal static class SampleHeads
{
    /// <summary>What a load generator sends.</summary>
    public static byte[] ShortRequest { get; } = Bytes("GET http://127.0.0.1:8000/length/13 HTTP/1.1", "Host: 127.0.0.1:8000");

    /// <summary>What a browser sends.</summary>
    public static byte[] LongRequest { get; } = Bytes(
        "GET http://example.com/articles/2024/a-page?with=query&and=more HTTP/1.1",
        "Host: example.com",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-US,en;q=0.5",
        "Accept-Encoding: gzip, deflate",
        "Referer: http://example.com/articles/",
        "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=yes",
        "Proxy-Connection: keep-alive",
        "Connection: keep-alive",
        "Upgrade-Insecure-Requests: 1",
        "Cache-Control: max-age=0");

    public static byte[] Response { get; } = Bytes(
        "HTTP/1.1 200 OK",
        "Server: nginx/1.22.1",
        "Date: Mon, 01 Jan 2024 00:00:00 GMT",
        "Content-Type: text/html; charset=utf-8",
        "Content-Length: 13",
        "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT",
        "Connection: keep-alive",
        "ETag: \"0123456789abcdef\"",
        "Accept-Ranges: bytes");

    private static byte[] Bytes(params string[] lines) => Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n");
}
