using System.Buffers.Binary;
using System.Text;
using Proximity.Wires;

namespace Proximity.Http2.Tests.Rig;

/// <summary>
/// A client of HTTP/2 that sends frames byte by byte as written, and shows those it gets. Fields it sends are literals that are not
/// indexed.
/// </summary>
internal sealed class RawClient(Wire wire)
{
    private readonly byte[] input = new byte[64 * 1024];
    private int filled;

    public async Task StartAsync()
    {
        await wire.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await SendAsync(4, 0, 0, []);
    }

    public async Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        WireResult written = await wire.WriteAsync(frame);
        Assert.True(written.IsOk);
    }

    /// <summary>A block of fields, each name and value shorter than 127 bytes.</summary>
    public static byte[] Fields(params (string Name, string Value)[] fields)
    {
        var block = new List<byte>();
        foreach ((string name, string value) in fields)
        {
            block.Add(0);
            block.Add((byte)name.Length);
            block.AddRange(Encoding.Latin1.GetBytes(name));
            block.Add((byte)value.Length);
            block.AddRange(Encoding.Latin1.GetBytes(value));
        }

        return [.. block];
    }

    /// <summary>The next frame of one of these types.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> NextAsync(params byte[] types)
    {
        while (true)
        {
            while (filled < 9 || filled < 9 + PayloadLength)
            {
                WireResult read = await wire.ReadAsync(input.AsMemory(filled)).AsTask().WithinStep();
                Assert.True(read.Count > 0, "the connection ended");
                filled += read.Count;
            }

            int whole = 9 + PayloadLength;
            (byte, byte, int, byte[]) frame = (input[3], input[4], BinaryPrimitives.ReadInt32BigEndian(input.AsSpan(5)), input[9..whole]);
            input.AsSpan(whole, filled - whole).CopyTo(input);
            filled -= whole;
            if (types.Contains(frame.Item1))
            {
                return frame;
            }
        }
    }

    private int PayloadLength => (int)(BinaryPrimitives.ReadUInt32BigEndian(input) >> 8);
}
