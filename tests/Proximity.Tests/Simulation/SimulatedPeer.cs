using System.Globalization;
using System.Text;
using Proximity.Wires;

namespace Proximity.Tests.Simulation;

/// <summary>One end of a wire that sends in random pieces, reads in random pieces, pauses at random, and reads HTTP messages by its own lights.</summary>
internal sealed class SimulatedPeer(Wire wire, Random random, Action moved)
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    public Wire Wire { get; } = wire;

    /// <summary>True once the other side ended its stream in order; false while it goes on, and when it broke off.</summary>
    public bool SawEnd { get; private set; }

    /// <summary>Sends in random pieces; false when the wire broke.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int size = Math.Min(bytes.Length, random.Next(5) switch
            {
                0 => 1,
                1 => 1 + random.Next(16),
                < 4 => 1 + random.Next(3000),
                _ => bytes.Length,
            });
            await PauseAsync();
            if (!(await Wire.WriteAsync(bytes[..size])).IsOk)
            {
                return false;
            }

            moved();
            bytes = bytes[size..];
        }

        return true;
    }

    /// <summary>A head, start line to empty line; null at the end or a break.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (await FillAsync())
        {
            head.Append((char)buffer[start++]);
            if (head.Length >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n')
            {
                return head.ToString();
            }
        }

        return null;
    }

    /// <summary>The message's body and trailers; null when it is not whole.</summary>
    public async Task<(byte[] Body, string Trailers)?> ReadBodyAsync(string head, bool isBodyless)
    {
        if (isBodyless)
        {
            return ([], "");
        }

        if (Field(head, "Transfer-Encoding") is not null)
        {
            return await ReadChunkedAsync();
        }

        using var body = new MemoryStream();
        if (Field(head, "Content-Length") is { } length)
        {
            return await CopyAsync(body, int.Parse(length, CultureInfo.InvariantCulture)) ? (body.ToArray(), "") : null;
        }

        while (await FillAsync())
        {
            await CopyAsync(body, end - start);
        }

        return SawEnd ? (body.ToArray(), "") : null;
    }

    /// <summary>Reads so many bytes and drops them.</summary>
    public async Task<bool> SkipAsync(int count)
    {
        using var dropped = new MemoryStream();
        return await CopyAsync(dropped, count);
    }

    /// <summary>Reads until the other side ends or breaks off.</summary>
    public async Task DrainAsync()
    {
        while (await FillAsync())
        {
            start = end;
        }
    }

    /// <summary>Sends back whatever comes; ends when the other side does.</summary>
    public async Task EchoAsync()
    {
        while (await FillAsync())
        {
            byte[] received = buffer[start..end];
            start = end;
            if (!await SendAsync(received))
            {
                return;
            }
        }
    }

    public static string? Field(string head, string name)
    {
        int at = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + name.Length + 4)..head.IndexOf('\r', at + 2)];
    }

    private async Task<(byte[] Body, string Trailers)?> ReadChunkedAsync()
    {
        using var body = new MemoryStream();
        while (await ReadLineAsync() is { } line)
        {
            int size = int.Parse(line.Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                return await ReadTrailersAsync() is { } trailers ? (body.ToArray(), trailers) : null;
            }

            if (!await CopyAsync(body, size) || await ReadLineAsync() is not "")
            {
                return null;
            }
        }

        return null;
    }

    private async Task<string?> ReadTrailersAsync()
    {
        var trailers = new StringBuilder();
        while (await ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                return trailers.ToString();
            }

            trailers.Append(line).Append("\r\n");
        }

        return null;
    }

    private async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (await FillAsync())
        {
            char next = (char)buffer[start++];
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(next);
        }

        return null;
    }

    private async Task<bool> CopyAsync(MemoryStream target, int count)
    {
        while (count > 0)
        {
            if (!await FillAsync())
            {
                return false;
            }

            int step = Math.Min(count, end - start);
            target.Write(buffer, start, step);
            start += step;
            count -= step;
        }

        return true;
    }

    private async Task<bool> FillAsync()
    {
        if (start < end)
        {
            return true;
        }

        await PauseAsync();
        int most = random.Next(4) == 0 ? 1 + random.Next(8) : buffer.Length;
        WireResult read = await Wire.ReadAsync(buffer.AsMemory(0, most));
        moved();
        (start, end) = (0, read.Count);
        SawEnd |= read.IsEnd;
        return read.Count > 0;
    }

    private async Task PauseAsync()
    {
        for (int turns = random.Next(6) == 0 ? random.Next(20) : 0; turns > 0; turns--)
        {
            await Task.Yield();
        }
    }
}
