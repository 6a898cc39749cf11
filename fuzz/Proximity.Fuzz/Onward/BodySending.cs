using System.Text;
using Proximity.Fuzz.Bodies;
using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Onward;

/// <summary>Reads a body by its framing and puts it behind the head that goes on.</summary>
internal sealed class BodySending(BufferPool pool)
{
    private const int ChunkBytes = 5;

    private readonly ChunkedReading chunked = new(pool);

    public string Body { get; private set; } = string.Empty;

    public List<string> Trailers { get; private set; } = [];

    /// <summary>False when the body is refused, or not whole.</summary>
    public bool TrySend(BodyFraming framing, ReadOnlySpan<byte> bytes, ByteBuffer output)
    {
        (Body, Trailers) = (string.Empty, []);
        if (framing.Kind == BodyKind.Chunked)
        {
            return TrySendChunked(bytes, output);
        }

        if (framing.Kind == BodyKind.None)
        {
            return true;
        }

        if (framing.Kind == BodyKind.Length && framing.Length > bytes.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> body = framing.Kind == BodyKind.Length ? bytes[..(int)framing.Length] : bytes;
        Body = Encoding.Latin1.GetString(body);
        output.Write(body);
        return true;
    }

    private bool TrySendChunked(ReadOnlySpan<byte> bytes, ByteBuffer output)
    {
        chunked.Read(bytes, Math.Max(1, bytes.Length));
        bool isWhole = chunked.State == ParseState.Done;
        if (isWhole)
        {
            Body = Encoding.Latin1.GetString(chunked.Payload);
            Trailers = SentMessage.Fields(chunked.Trailers);
            ChunkedWriting.Write(chunked.Payload, ChunkBytes, chunked.Trailers, output);
        }

        chunked.Release();
        return isWhole;
    }
}
