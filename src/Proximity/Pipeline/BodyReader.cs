using System.Buffers;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Pipeline;

/// <summary>
/// Reads a body to its end and leaves it where it was read, so that it can go on as it came: the bytes stay in the input buffer, and only a
/// copy is taken out of its framing.
/// </summary>
/// <param name="input">Where it is read.</param>
/// <param name="framing">How it is framed.</param>
/// <param name="limit">The most bytes of content.</param>
internal sealed class BodyReader(InputBuffer input, BodyFraming framing, int limit) : IDisposable
{
    /// <summary>Chunks may be of one byte each: a body's framing may be this many times as long as its content.</summary>
    private const int FramingFactor = 2;
    private const int FramingAllowance = 64 * 1024;

    private readonly ArrayBufferWriter<byte> content = new();
    private ChunkedDecoder? decoder;

    /// <summary>The bytes of the body that stand in the input, framing included.</summary>
    public int Taken { get; private set; }

    /// <summary>True once the body's last byte has come.</summary>
    public bool IsWhole { get; private set; } = framing.IsEmpty;

    /// <summary>True when there is more of it than may be held.</summary>
    public bool IsTooLong { get; private set; } = framing.Kind == BodyKind.Length && framing.Length > limit;

    /// <summary>What is wrong with its framing; null when nothing is.</summary>
    public Fault? Malformed { get; private set; }

    /// <summary>The content so far, without framing; content codings are still on it.</summary>
    public ReadOnlyMemory<byte> Content => content.WrittenMemory;

    /// <summary>True when reading has to go on.</summary>
    public bool WantsMore => !IsWhole && !IsTooLong && Malformed is null;

    /// <summary>The most bytes to have in the input meanwhile.</summary>
    public int InputLimit => framing.Kind == BodyKind.Length
        ? (int)framing.Length
        : (int)Math.Min(int.MaxValue / 2, ((long)limit * FramingFactor) + FramingAllowance);

    /// <summary>Prepares for a chunked body.</summary>
    /// <param name="pool">Where its decoder takes memory.</param>
    /// <param name="code">The code of a body whose framing is wrong.</param>
    /// <param name="head">The head of its message.</param>
    /// <param name="isLenient">How sizes are read.</param>
    public void Start(BufferPool pool, string code, Head head, bool isLenient)
    {
        if (framing.Kind == BodyKind.Chunked)
        {
            decoder = new ChunkedDecoder(pool);
            decoder.Start(code, head, isLenient);
        }
    }

    /// <summary>Takes note of what has come into the input since the last time.</summary>
    public void Note()
    {
        if (!WantsMore)
        {
            return;
        }

        ReadOnlySpan<byte> fresh = input.Span[Taken..];
        if (framing.Kind == BodyKind.Chunked)
        {
            NoteChunked(fresh);
        }
        else
        {
            int own = framing.Kind == BodyKind.Length ? (int)Math.Min(fresh.Length, framing.Length - Taken) : fresh.Length;
            content.Write(fresh[..own]);
            Taken += own;
            IsWhole = framing.Kind == BodyKind.Length && Taken == framing.Length;
        }

        IsTooLong = content.WrittenCount > limit || (!IsWhole && Taken >= InputLimit);
    }

    /// <summary>The peer has closed: that ends a body that lasts until then.</summary>
    public void NoteEnd() => IsWhole = framing.Kind == BodyKind.UntilClose;

    public void Dispose() => decoder?.Release();

    /// <summary>The decoder works in place, and the input has to stay as it is: it gets a copy.</summary>
    private void NoteChunked(ReadOnlySpan<byte> fresh)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(1, fresh.Length));
        try
        {
            fresh.CopyTo(copy);
            ParseState state = decoder!.Decode(copy.AsSpan(0, fresh.Length), out int consumed, out int payload, out Fault? fault);
            Malformed = fault;
            content.Write(copy.AsSpan(0, payload));
            Taken += consumed;
            IsWhole = state == ParseState.Done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
