using System.Text;
using System.Text.Json;
using Proximity.Flows.Tests.Formats;
using Proximity.Formats;
using Proximity.Masking;

namespace Proximity.Flows.Tests.Masking;

/// <summary>How many of the secrets that are planted in traffic are found, and how much of ordinary traffic is taken for one.</summary>
public class MaskingRecallTests
{
    private const int Secrets = 200;
    private const int HarmlessValues = 4000;
    private const double LeastRecall = 0.95;
    private const double MostFalseMasks = 0.01;

    private static readonly string[] Names = ["password", "access_token", "client_secret", "api_key", "refreshToken", "X-Mine"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EverySecretThatIsNamed_IsMasked(int seed)
    {
        var planted = new PlantedSecrets(seed);
        string[] left = [.. Enumerable.Range(0, Secrets).Select(number => Leak(number, planted.Opaque(), isNamed: true)).OfType<string>()];

        Assert.Equal([], left);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SecretsOfKnownShapes_AreMasked(int seed)
    {
        var planted = new PlantedSecrets(seed);
        string[] left = [.. Enumerable.Range(0, Secrets).Select(number => Leak(number, planted.Shaped(), isNamed: false)).OfType<string>()];

        Assert.True(left.Length <= (1 - LeastRecall) * Secrets, string.Join('\n', left));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OrdinaryTraffic_IsLeftAsItIs(int seed)
    {
        var planted = new PlantedSecrets(seed);
        List<MaskedPlace> places = [];
        FlowMask mask = MaskingFlows.Mask(places.Add);
        for (int number = 0; number < HarmlessValues; number++)
        {
            mask.Mask(Plant(number, "value", planted.Harmless()));
        }

        Assert.True(places.Count <= MostFalseMasks * HarmlessValues, string.Join('\n', places.Take(60)));
    }

    /// <summary>The secret with its place when the masked flow still shows it; null when it does not.</summary>
    private static string? Leak(int number, string secret, bool isNamed)
    {
        string name = isNamed ? Names[number % Names.Length] : "value";
        Flow flow = Plant(number, name, secret);
        string essence = secret.StartsWith("-----", StringComparison.Ordinal) ? secret.Split('\n')[1] : secret;
        Assert.True(Shows(flow, essence), $"place {number % 13} does not hold {secret}");
        return Shows(MaskingFlows.Mask(null, "X-Mine").Mask(flow), essence) ? $"place {number % 13}: {name}: {secret}" : null;
    }

    private static bool Shows(Flow flow, string secret)
    {
        string shown = MaskingFlows.Show(flow);
        return shown.Contains(secret, StringComparison.Ordinal) || Uri.UnescapeDataString(shown).Contains(secret, StringComparison.Ordinal);
    }

    private static Flow Plant(int number, string name, string secret)
    {
        string line = secret.ReplaceLineEndings(" ");
        string json = JsonSerializer.Serialize(
            new Dictionary<string, object> { ["id"] = 1, ["data"] = new Dictionary<string, string> { [name] = secret } });
        return (number % 13) switch
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
            _ => Response("text/plain", name == "value" ? $"key: {secret}\nend" : json),
        };
    }

    private static Flow Request(string target, string field, string body)
        => FormatFlows.Flow($"POST {target} HTTP/1.1\nHost: a.test\n{field}{(field.Length == 0
            ? ""
            : "\n")}\n", FormatFlows.Body(body), null, null);

    private static Flow Response(string type, string body)
        => FormatFlows.Flow("GET / HTTP/1.1\nHost: a.test\n\n", null, $"HTTP/1.1 200 OK\nContent-Type: {type}\n\n", FormatFlows.Body(body));

    private static Flow WebSocket(string text)
    {
        FlowParts parts = FormatFlows.Parts("GET / HTTP/1.1\nHost: a.test\n\n", null, "HTTP/1.1 101 Switching\n\n", null);
        RecordedWebSocketMessage message = FormatFlows.Message(
            WebSocketDirection.ToClient,
            WebSocketMessageKind.Text,
            Encoding.UTF8.GetBytes(text));
        return FlowFactory.Create(parts with { WebSocketMessages = [message] });
    }

    private static Flow Grpc(string secret)
    {
        byte[] text = Encoding.UTF8.GetBytes(secret);
        byte[] field = text.Length < 128
            ? [0x0A, (byte)text.Length, .. text]
            : [0x0A, (byte)(text.Length | 0x80), (byte)(text.Length >> 7), .. text];
        byte[] frame = [0, 0, 0, (byte)(field.Length >> 8), (byte)field.Length, .. field];
        return FormatFlows.Flow(
            "GET / HTTP/1.1\nHost: a.test\n\n",
            null,
            "HTTP/1.1 200 OK\nContent-Type: application/grpc+proto\n\n",
            FlowBody.Whole(frame));
    }
}
