using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Proximity.Flows.Tests.Formats;
using Proximity.Formats;

namespace Proximity.Flows.Tests.Masking;

/// <summary>The places of a flow in which a secret may stand.</summary>
internal static class PlantedPlaces
{
    public const int Count = 26;

    /// <summary>A flow with the secret in the place of this number; <c>value</c> is a name that says nothing of it.</summary>
    public static Flow Plant(int number, string name, string secret)
    {
        string line = secret.ReplaceLineEndings(" ");
        string json = JsonSerializer.Serialize(
            new Dictionary<string, object> { ["id"] = 1, ["data"] = new Dictionary<string, string> { [name] = secret } });
        return (number % Count) switch
        {
            0 => Request($"/p?a=1&{name}={Uri.EscapeDataString(secret)}", string.Empty, string.Empty),
            1 => name == "value"
                ? Request($"/p/{Uri.EscapeDataString(secret)}/x", string.Empty, string.Empty)
                : Request("/", "Authorization: Bearer " + line, string.Empty),
            2 => Request("/", name == "value" ? "X-Custom: " + line : "X-Api-Key: " + line, string.Empty),
            3 => Request("/", name == "value"
                ? "Referer: http://b.test/?q=" + Uri.EscapeDataString(secret)
                : $"Cookie: a=b; sid={line}", string.Empty),
            4 => Response("application/json", json),
            5 => Request("/", "Content-Type: application/x-www-form-urlencoded", $"a=1&{name}={Uri.EscapeDataString(secret)}"),
            6 => Request(
                "/",
                "Content-Type: multipart/form-data; boundary=B",
                $"--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{secret}\r\n--B--\r\n"),
            7 => Response("text/event-stream", $"event: x\ndata: {json}\n\n"),
            8 => WebSocket(json),
            9 => Response("application/problem+json", $"[{json},{json}]"),
            10 => name == "value" ? Grpc(secret) : Response("application/grpc+json", "\0\0\0\0" + (char)json.Length + json),
            11 => name == "value"
                ? Response("text/html", $"<p>The value is {secret} here.</p>")
                : Request("/", $"X-Auth-Token: {line}", string.Empty),
            12 => Response("text/plain", name == "value" ? $"key: {secret}\nend" : json),
            _ => PlantFurther(number % Count, name, secret, json),
        };
    }

    /// <summary>Places that people find by looking at real traffic.</summary>
    private static Flow PlantFurther(int place, string name, string secret, string json) => place switch
    {
        13 => Request("/", "Content-Type: application/x-www-form-urlencoded", json),
        14 => WebSocket($"42/chat,7[\"login\",{json}]"),
        15 => WebSocket($"{{\"type\":6}}\u001E{json}\u001E"),
        16 => Request($"/p?a=1&{name}={Path(secret)}", string.Empty, string.Empty),
        17 => Request("/", "Content-Type: application/x-www-form-urlencoded", $"a=1&{name}={Path(secret)}"),
        18 => Response("application/json", JsonSerializer.Serialize(new Dictionary<string, string> { ["event"] = json })),
        19 => WebSocket(json + "xx", json.Length - 1),
        20 => Response(name == "value" ? "text/html" : "application/json", name == "value"
            ? $"<a href=\"https://b.test/cb?q={Uri.EscapeDataString(secret)}\">x</a>"
            : $"{{\"items\":[{{\"auth\":{{\"{name}\":[\"{secret.ReplaceLineEndings(" ")}\"]}}}}]}}"),
        21 => Request(
            "/",
            "Content-Type: multipart/form-data; boundary=B",
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.json\"\r\nContent-Type: application/json\r\n\r\n"
                + $"{json}\r\n--B--\r\n"),
        22 => Coded(json),
        23 => Cut("text/event-stream", $"data: {json}\n\ndata: {json[..^1]}"),
        24 => name == "value"
            ? NestedGrpc(secret)
            : Request("/", $"{(name.Contains('_') ? "Private-Token" : "X-Vault-Token")}: {secret}", ""),
        _ => Trailer(name == "value" ? "X-Note" : "X-Api-Key", secret.ReplaceLineEndings(" ")),
    };

    /// <summary>As somebody writes a value by hand: what has to be encoded is, slashes and colons are not.</summary>
    private static string Path(string secret) => Uri.EscapeDataString(secret).Replace("%2F", "/", StringComparison.Ordinal);

    private static Flow Coded(string json)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(json));
        }

        return FormatFlows.Flow(
            "GET / HTTP/1.1\nHost: a.test\n\n",
            null,
            "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Encoding: gzip\n\n",
            FormatFlows.Coded(stream.ToArray(), "gzip"));
    }

    private static Flow Cut(string type, string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return FormatFlows.Flow(
            "GET / HTTP/1.1\nHost: a.test\n\n",
            null,
            $"HTTP/1.1 200 OK\nContent-Type: {type}\n\n",
            new FlowBody(FlowBodyState.Truncated, bytes, bytes.Length + 1));
    }

    private static Flow Trailer(string name, string value)
    {
        var body = new FlowBody(FlowBodyState.Complete, "ab"u8.ToArray(), 2) { Trailers = [new(name, value)] };
        return FormatFlows.Flow("GET / HTTP/1.1\nHost: a.test\n\n", null, "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n", body);
    }

    private static Flow Request(string target, string field, string body)
        => FormatFlows.Flow($"POST {target} HTTP/1.1\nHost: a.test\n{field}{(field.Length == 0
            ? ""
            : "\n")}\n", FormatFlows.Body(body), null, null);

    private static Flow Response(string type, string body)
        => FormatFlows.Flow("GET / HTTP/1.1\nHost: a.test\n\n", null, $"HTTP/1.1 200 OK\nContent-Type: {type}\n\n", FormatFlows.Body(body));

    private static Flow WebSocket(string text, int? kept = null)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        FlowParts parts = FormatFlows.Parts("GET / HTTP/1.1\nHost: a.test\n\n", null, "HTTP/1.1 101 Switching\n\n", null);
        var message = new RecordedWebSocketMessage(
            WebSocketDirection.ToClient, WebSocketMessageKind.Text, bytes.AsMemory(0, kept ?? bytes.Length), bytes.Length);
        return FlowFactory.Create(parts with { WebSocketMessages = [message] });
    }

    private static Flow Grpc(string secret) => GrpcOf(Field(Encoding.UTF8.GetBytes(secret)));

    /// <summary>The length of the inner text may be a letter: then it stands before the secret like a part of a word.</summary>
    private static Flow NestedGrpc(string secret) => GrpcOf(Field(Field(Encoding.UTF8.GetBytes(secret))));

    private static byte[] Field(byte[] text) => text.Length < 128
        ? [0x0A, (byte)text.Length, .. text]
        : [0x0A, (byte)(text.Length | 0x80), (byte)(text.Length >> 7), .. text];

    private static Flow GrpcOf(byte[] field)
    {
        byte[] frame = [0, 0, 0, (byte)(field.Length >> 8), (byte)field.Length, .. field];
        return FormatFlows.Flow(
            "GET / HTTP/1.1\nHost: a.test\n\n",
            null,
            "HTTP/1.1 200 OK\nContent-Type: application/grpc+proto\n\n",
            FlowBody.Whole(frame));
    }
}
