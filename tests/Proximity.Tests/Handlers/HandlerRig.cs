using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Proximity.Tests.Server;

namespace Proximity.Tests.Handlers;

/// <summary>What tests of handlers have in common.</summary>
internal static class HandlerRig
{
    public static Action<ProxyOptions> Reading(Action<string> seen) => options => options.Handlers.Use("read", async (exchange, next) =>
    {
        Verdict verdict = await next(exchange);
        seen(await exchange.Response.Body.ReadTextAsync());
        return verdict;
    });

    public static Action<ProxyOptions> Replacing(Func<string, string> change)
        => options => options.Handlers.Use("replace", async (exchange, next) =>
    {
        Verdict verdict = await next(exchange);
        await exchange.Response.Body.ReplaceTextAsync(change);
        return verdict;
    });

    public static string Post(Harness harness, string rest)
        => $"POST http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test\r\nConnection: close\r\n{rest}";

    public static string Unchunk(string answer)
    {
        var text = new StringBuilder();
        string rest = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        while (true)
        {
            int line = rest.IndexOf("\r\n", StringComparison.Ordinal);
            int size = Convert.ToInt32(rest[..line].Split(';')[0], 16);
            if (size == 0)
            {
                return text.ToString();
            }

            text.Append(rest.AsSpan(line + 2, size));
            rest = rest[(line + 4 + size)..];
        }
    }

    /// <summary>A transform that makes small letters capital.</summary>
    public static async ValueTask Upper(PipeReader input, PipeWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                Ascii8(piece.Span, output.GetSpan(piece.Length));
                output.Advance(piece.Length);
            }

            input.AdvanceTo(read.Buffer.End);
            await output.FlushAsync(cancellationToken);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private static void Ascii8(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (int index = 0; index < from.Length; index++)
        {
            to[index] = from[index] is >= (byte)'a' and <= (byte)'z' ? (byte)(from[index] - 32) : from[index];
        }
    }

    public static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    public static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionMode.Compress))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }

    public static string Gunzip(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }
}
