using System.Runtime.InteropServices;

namespace Proximity.Flows;

/// <summary>
/// What a flow has of one message's body. Never changes: while a body streams, each look at the flow gives what has passed by then. The
/// bytes are as they were on the wire without the transfer coding (RFC 9112 §7): the chunks are taken off, content codings are not.
/// </summary>
public sealed class FlowBody
{
    private readonly byte[] bytes;

    internal FlowBody(FlowBodyState state, byte[] bytes, long totalBytes)
    {
        State = state;
        this.bytes = bytes;
        TotalBytes = totalBytes;
    }

    /// <summary>The message has no body.</summary>
    public static FlowBody None { get; } = new(FlowBodyState.None, [], 0);

    /// <summary>How much of the body is there.</summary>
    public FlowBodyState State { get; }

    /// <summary>Why nothing is kept; <see cref="NotKeptReason.None"/> in every other state.</summary>
    public NotKeptReason NotKept { get; internal init; }

    /// <summary>
    /// How many bytes of content passed, those that are not kept included; of an aborted body those before it broke off. 0 when capture
    /// is off: then nobody counts them.
    /// </summary>
    public long TotalBytes { get; }

    /// <summary>What is kept: the beginning of the body, all of it when that has <see cref="TotalBytes"/>. Still content-coded.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>True when <see cref="Bytes"/> is not all that passed.</summary>
    public bool IsTruncated => bytes.Length < TotalBytes;

    /// <summary>
    /// The codings that <c>Content-Encoding</c> declares, in the order applied and in lower case (RFC 9110 §8.4); empty for none.
    /// </summary>
    public IReadOnlyList<string> ContentCodings { get; internal init; } = [];

    /// <summary>
    /// The trailer fields of a chunked body that passed whole (RFC 9110 §6.5), without those that end at the proxy; empty for none.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; internal init; } = [];

    /// <summary>A body that is not recorded here: a store's, or a test's.</summary>
    /// <param name="state">How much of it is there.</param>
    /// <param name="bytes">What is kept. It is not copied when it is a whole array: nobody may change it then.</param>
    /// <param name="totalBytes">How many bytes of content passed.</param>
    /// <param name="notKept">Why nothing is kept, for <see cref="FlowBodyState.NotKept"/> alone.</param>
    /// <exception cref="ArgumentException">These do not go together.</exception>
    public static FlowBody Create(
        FlowBodyState state, ReadOnlyMemory<byte> bytes, long totalBytes, NotKeptReason notKept = NotKeptReason.None)
    {
        bool fits = state switch
        {
            FlowBodyState.None => totalBytes == 0,
            FlowBodyState.Complete => totalBytes == bytes.Length,
            FlowBodyState.NotKept => bytes.IsEmpty && totalBytes >= 0,
            _ => Enum.IsDefined(state) && totalBytes >= bytes.Length,
        };
        if (!fits || (state == FlowBodyState.NotKept) == (notKept == NotKeptReason.None) || !Enum.IsDefined(notKept))
        {
            throw new ArgumentException($"A body cannot be {state} ({notKept}) with {bytes.Length} of {totalBytes} bytes kept.");
        }

        return new FlowBody(state, Whole(bytes), totalBytes) { NotKept = notKept };
    }

    /// <summary>The same with what its head and its end declare.</summary>
    /// <param name="contentCodings">The codings of <c>Content-Encoding</c>, in the order applied and in lower case.</param>
    /// <param name="trailers">The trailer fields.</param>
    public FlowBody WithFields(IReadOnlyList<string> contentCodings, IReadOnlyList<KeyValuePair<string, string>> trailers)
    {
        ArgumentNullException.ThrowIfNull(contentCodings);
        ArgumentNullException.ThrowIfNull(trailers);
        return new FlowBody(State, bytes, TotalBytes) { NotKept = NotKept, ContentCodings = contentCodings, Trailers = trailers };
    }

    /// <summary>Nothing is counted or kept because capture is off.</summary>
    internal static FlowBody Off { get; } = new(FlowBodyState.NotKept, [], 0) { NotKept = NotKeptReason.Off };

    /// <summary>What passes is a tunnel's.</summary>
    internal static FlowBody InTunnel { get; } = new(FlowBodyState.NotKept, [], 0) { NotKept = NotKeptReason.Tunnel };

    /// <summary>A body was announced, and nothing of it has passed.</summary>
    internal static FlowBody Awaited { get; } = new(FlowBodyState.Streaming, [], 0);

    /// <summary>A body was announced, and nothing of it ever passed.</summary>
    internal static FlowBody NeverCame { get; } = new(FlowBodyState.Aborted, [], 0);

    internal int KeptBytes => bytes.Length;

    /// <summary>A body that the proxy itself has made.</summary>
    internal static FlowBody Whole(byte[] bytes) => bytes.Length == 0 ? None : new FlowBody(FlowBodyState.Complete, bytes, bytes.Length);

    /// <summary>The same with these bytes as what is kept of it; empty to leave them out.</summary>
    internal FlowBody With(ReadOnlyMemory<byte> kept) => new(State, Whole(kept), TotalBytes)
    {
        NotKept = NotKept,
        ContentCodings = ContentCodings,
        Trailers = Trailers,
    };

    private static byte[] Whole(ReadOnlyMemory<byte> memory)
        => MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length
            ? segment.Array : memory.ToArray();

    /// <summary>The same without its bytes, for this reason.</summary>
    internal FlowBody Without(NotKeptReason reason) => new(FlowBodyState.NotKept, [], TotalBytes)
    {
        NotKept = reason,
        ContentCodings = ContentCodings,
        Trailers = Trailers,
    };
}
