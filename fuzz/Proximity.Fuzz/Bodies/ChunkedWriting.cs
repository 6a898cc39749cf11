using System.Globalization;
using System.Text;
using Proximity.Protocol;

namespace Proximity.Fuzz.Bodies;

/// <summary>Puts a payload into chunks as the proxy does: a bare size, the data, trailers behind the last one (RFC 9112 §7.1).</summary>
internal static class ChunkedWriting
{
    public static void Write(ReadOnlySpan<byte> payload, int chunkLength, ReadOnlySpan<byte> trailers, ByteBuffer output)
    {
        for (int at = 0; at < payload.Length; at += chunkLength)
        {
            ReadOnlySpan<byte> chunk = payload[at..Math.Min(payload.Length, at + chunkLength)];
            output.Write(Encoding.ASCII.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture)));
            output.Write("\r\n"u8);
            output.Write(chunk);
            output.Write("\r\n"u8);
        }

        output.Write("0\r\n"u8);
        output.Write(trailers);
        output.Write("\r\n"u8);
    }
}
