using System.Buffers.Binary;
using System.Text;
using Proximity.Http2.Rendering;
using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Http2.Clients;

/// <summary>
/// Makes a HEADERS frame of an interim response, which Kestrel has no way to send (but for 100). Every field is a literal that is not
/// indexed (RFC 7541 §6.2.2): the compression state, which is Kestrel's, stays as it is.
/// </summary>
internal static class InterimFrame
{
    /// <summary>What every peer takes in one frame (RFC 9113 §4.2).</summary>
    private const int MaxFieldBytes = 16 * 1024;

    private const byte StatusNameIndex = 8;
    private const int LongestInteger = 5;

    /// <summary>Null when the fields do not fit into one frame.</summary>
    public static byte[]? Create(ResponseHead head, int streamId, BufferPool pool)
    {
        var frame = new ByteBuffer(pool);
        try
        {
            frame.Reserve(FrameScanner.HeaderBytes)[..FrameScanner.HeaderBytes].Clear();
            frame.Advance(FrameScanner.HeaderBytes);
            frame.Write(StatusNameIndex);
            WriteText(Encoding.ASCII.GetBytes(head.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)), frame);
            foreach (ref readonly HeadField field in head.Fields)
            {
                if (!ConnectionFields.Contains(Encoding.Latin1.GetString(head.Name(field))))
                {
                    frame.Write((byte)0);
                    byte[] name = head.Name(field).ToArray();
                    Ascii.ToLowerInPlace(name, out _);
                    WriteText(name, frame);
                    WriteText(head.Value(field), frame);
                }
            }

            int payload = frame.Length - FrameScanner.HeaderBytes;
            return payload > MaxFieldBytes ? null : WithHeader(frame.Span.ToArray(), payload, streamId);
        }
        finally
        {
            frame.Release();
        }
    }

    private static byte[] WithHeader(byte[] frame, int payload, int streamId)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload << 8);
        frame[3] = FrameScanner.Headers;
        frame[4] = FrameScanner.EndHeaders;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        return frame;
    }

    /// <summary>
    /// A string literal, not Huffman-coded: its length with a prefix of seven bits (RFC 7541 §5.1, §5.2), then its bytes.
    /// </summary>
    private static void WriteText(ReadOnlySpan<byte> text, ByteBuffer output)
    {
        const int prefix = 127;
        Span<byte> integer = stackalloc byte[LongestInteger];
        int count = 0;
        if (text.Length < prefix)
        {
            integer[count++] = (byte)text.Length;
        }
        else
        {
            integer[count++] = prefix;
            int rest = text.Length - prefix;
            for (; rest >= 128; rest >>= 7)
            {
                integer[count++] = (byte)((rest & 127) | 128);
            }

            integer[count++] = (byte)rest;
        }

        output.Write(integer[..count]);
        output.Write(text);
    }
}
