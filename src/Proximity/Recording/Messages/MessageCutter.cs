using Proximity.Content;
using Proximity.Protocol;

namespace Proximity.Recording;

/// <summary>Cuts a body, without its content codings, into messages, in pieces cut anywhere. Not thread-safe.</summary>
internal abstract class MessageCutter : IDisposable
{
    /// <summary>Makes one.</summary>
    /// <param name="format">How the body is cut.</param>
    /// <param name="codings">The compressions that are known.</param>
    /// <param name="pool">Lends what is held.</param>
    /// <param name="maxBytes">The most bytes of a message that are held; of a longer one its beginning is.</param>
    public static MessageCutter Of(MessageFormat format, ContentCodings codings, BufferPool pool, int maxBytes)
        => format.Kind == MessageFormatKind.ServerSentEvents
            ? new SseCutter(pool, Math.Max(1, maxBytes))
            : new GrpcCutter(format, codings, pool, maxBytes);

    /// <summary>The next stretch; null when more is needed. A caller goes on until then.</summary>
    /// <param name="bytes">What came, from the first byte not consumed before.</param>
    /// <param name="consumed">How many were read.</param>
    public abstract MessageCut? Next(ReadOnlySpan<byte> bytes, out int consumed);

    /// <summary>The body has ended: what is left of it; null for nothing.</summary>
    public abstract MessageCut? Finish();

    public abstract void Dispose();
}
