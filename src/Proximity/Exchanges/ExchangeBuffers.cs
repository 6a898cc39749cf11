using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Exchanges;

/// <summary>The heads and buffers of an exchange; lent to it from its first use of one until <see cref="Exchange.Release"/>.</summary>
internal sealed class ExchangeBuffers(BufferPool pool) : IPooled
{
    public object Owner => pool;

    /// <summary>The head as received.</summary>
    public RequestHead ReceivedHead { get; } = new(pool);

    /// <summary>Heads rewritten by user code are parsed into these.</summary>
    public RequestHead RewrittenHead { get; } = new(pool);

    public ResponseHead RewrittenResponseHead { get; } = new(pool);

    /// <summary>Where heads for the next hop, and for the client, are put together.</summary>
    public ByteBuffer RequestOutput { get; } = new(pool);

    public ByteBuffer ResponseOutput { get; } = new(pool);

    /// <summary>Takes the chunked coding off the request's body.</summary>
    public ChunkedDecoder RequestDecoder { get; } = new(pool);

    /// <summary>Gives every buffer back.</summary>
    public void Release()
    {
        ReceivedHead.Release();
        RewrittenHead.Release();
        RewrittenResponseHead.Release();
        RequestOutput.Release();
        ResponseOutput.Release();
        RequestDecoder.Release();
    }
}
