using Proximity.Protocol;

namespace Proximity.Exchanges;

/// <summary>Lends an exchange its buffers, from the first use of one until they are given back.</summary>
internal sealed class BufferLoan(BufferPool pool)
{
    private ExchangeBuffers? lent;

    public ExchangeBuffers Buffers => lent ??= ThreadLocalPool<ExchangeBuffers>.Take(pool) ?? new ExchangeBuffers(pool);

    /// <summary>Gives every buffer back.</summary>
    public void Release()
    {
        if (lent is { } buffers)
        {
            lent = null;
            buffers.Release();
            ThreadLocalPool<ExchangeBuffers>.Give(buffers);
        }
    }
}
