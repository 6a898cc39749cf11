using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Http2.Origins;

/// <summary>Takes the HTTP/1.1 bytes of requests, as the engine writes them one after the other, apart into heads and bodies.</summary>
internal sealed class RequestReceiver(BufferPool pool)
{
    /// <summary>What user code and the proxy add may exceed the limit for what is received.</summary>
    private static readonly HeadLimits Limits = new(32 * 1024 * 1024, 100_000);

    private readonly ByteBuffer partialHead = new(pool);
    private readonly ChunkedDecoder decoder = new(pool);
    private BodyFraming framing;
    private long remaining;
    private int scanned;

    /// <summary>True while a request's body is awaited.</summary>
    public bool IsInBody { get; private set; }

    /// <summary>How the present request's body is framed.</summary>
    public BodyFraming Framing => framing;

    /// <summary>
    /// Reads a head into <paramref name="head"/>, which is filled when the result is done; <paramref name="bytes"/> then is what follows
    /// it.
    /// </summary>
    public ParseState ReadHead(ref ReadOnlyMemory<byte> bytes, RequestHead head)
    {
        int before = partialHead.Length;
        if (before > 0)
        {
            partialHead.Write(bytes.Span);
        }

        ParseResult result = HeadParser.ParseRequest(before > 0 ? partialHead.Span : bytes.Span, Limits, head, ref scanned);
        if (result.State == ParseState.NeedMore && before == 0)
        {
            partialHead.Write(bytes.Span);
        }

        bytes = result.State == ParseState.Done ? bytes[(result.Consumed - before)..] : default;
        if (result.State != ParseState.Done)
        {
            return result.State;
        }

        scanned = 0;
        partialHead.Release();
        if (MessageFraming.OfRequest(head, out framing) is not null)
        {
            return ParseState.Fault;
        }

        remaining = framing.Length;
        IsInBody = !framing.IsEmpty;
        if (framing.Kind == BodyKind.Chunked)
        {
            decoder.Start(ErrorCodes.MalformedRequestBody, null);
        }

        return ParseState.Done;
    }

    /// <summary>Takes the coding off a part of a body, in place.</summary>
    /// <param name="part">Bytes of the body as they came.</param>
    /// <param name="consumed">How many of them belonged to it.</param>
    /// <param name="payload">How many payload bytes now stand at the front.</param>
    /// <returns>False when the coding is not valid.</returns>
    public bool TryReadBody(Span<byte> part, out int consumed, out int payload)
    {
        if (framing.Kind == BodyKind.Length)
        {
            consumed = payload = (int)Math.Min(remaining, part.Length);
            remaining -= consumed;
            IsInBody = remaining > 0;
            return true;
        }

        ParseState state = decoder.Decode(part, out consumed, out payload, out _);
        IsInBody = state == ParseState.NeedMore;
        return state != ParseState.Fault;
    }

    public void Release()
    {
        partialHead.Release();
        decoder.Release();
    }
}
