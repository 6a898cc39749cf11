using System.Text;

namespace Proximity.Fuzz.Tests;

/// <summary>Makes inputs of others by small changes; the same seed makes the same ones.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> inputs)
{
    private const int MaxChanges = 4;
    private const int MaxBytes = 2048;

    private static readonly byte[] OddBytes = [0, 9, 10, 13, 32, (byte)',', (byte)':', (byte)';', (byte)'"', (byte)'\\', (byte)'0', (byte)'f', 127, 128, 255];

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\r\n", "\r\n\r\n", "\r\n ", " HTTP/1.1\r\n", "Host: a.test\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "Connection: x-a\r\nX-A: 1\r\n",
            "Upgrade: a\r\n", "TE: trailers\r\n", "5;a=\"b\"\r\nhello\r\n", "0\r\n\r\n", "http://", "[::1]", ":65536", "@", "{\"1\":{", "\"headers\":{\"a\":[1,\"2\"]}", "\\ud800", "1e400", "\u212a",
        }.Select(Encoding.UTF8.GetBytes),
    ];

#pragma warning disable CA5394 // Nothing here is secret, and it has to repeat itself.
    private readonly Random random = new(seed);

    public byte[] Next()
    {
        List<byte> bytes = [.. Any(inputs)];
        int changes = random.Next(1, MaxChanges + 1);
        for (int i = 0; i < changes; i++)
        {
            Change(bytes);
        }

        return [.. bytes.Take(MaxBytes)];
    }

    private void Change(List<byte> bytes)
    {
        int at = random.Next(bytes.Count + 1);
        int length = random.Next(Math.Min(bytes.Count - at, 16) + 1);
        switch (random.Next(6))
        {
            case 0:
                bytes.Insert(at, OddBytes[random.Next(OddBytes.Length)]);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                bytes.InsertRange(at, Any(Tokens));
                break;
            case 4 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            default:
                byte[] other = Any(inputs);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.Skip(random.Next(other.Length + 1)));
                break;
        }
    }

    private byte[] Any(IReadOnlyList<byte[]> choices) => choices[random.Next(choices.Count)];
#pragma warning restore CA5394
}
