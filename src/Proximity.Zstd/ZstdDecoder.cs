using System.Buffers;
using System.Diagnostics;
using Proximity.Content;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Proximity.Zstd;

/// <summary>
/// Takes <c>zstd</c> off a body: one frame or several, skippable ones among them (RFC 8878 §3.1). Each frame's first four bytes are
/// looked at before the library sees them: behind the first frame, bytes that begin no other are left out. Holds the window that a frame
/// names, 8 MiB at most.
/// </summary>
internal sealed class ZstdDecoder : IContentDecoder
{
    private const int MaxWindowLog = 23;
    private const int MagicBytes = 4;
    private const string BrokenFrame = "A frame is broken, needs a dictionary, or a window of more than 8 MiB (RFC 8878, RFC 9659).";

    private readonly Decompressor decompressor = new();
    private readonly FrameLayout layout = new();
    private readonly byte[] magic = new byte[MagicBytes];
    private readonly byte[] lastByte = new byte[1];
    private int magicLength;
    private Part part;
    private bool hasBegun;
    private bool hasFrame;
    private bool hasPending;
    private ContentStatus? ended;

    public ZstdDecoder() => decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);

    private enum Part : byte
    {
        Magic,
        Frame,
        Trailing,
    }

    public string? Problem { get; private set; }

    public bool HasTrailingBytes { get; private set; }

    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        if (ended is { } end)
        {
            return end;
        }

        hasBegun |= !source.IsEmpty;
        ContentStatus? status = hasBegun ? null : EndBetween(isLast);
        while (status is null)
        {
            status = part switch
            {
                Part.Frame => Decompress(source, destination, isLast, ref consumed, ref written),
                Part.Trailing => SkipTrailing(source, isLast, ref consumed),
                _ when consumed == source.Length => EndWithinMagic(isLast),
                _ => TakeMagic(source[consumed++]),
            };
        }

        ended = status is ContentStatus.NeedMore or ContentStatus.DestinationFull ? null : status;
        return status.Value;
    }

    public void Dispose() => decompressor.Dispose();

    private static ContentStatus EndBetween(bool isLast) => isLast ? ContentStatus.Done : ContentStatus.NeedMore;

    private ContentStatus? TakeMagic(byte value)
    {
        magic[magicLength++] = value;
        if (magicLength < MagicBytes)
        {
            return null;
        }

        magicLength = 0;
        if (magic is [0x28, 0xB5, 0x2F, 0xFD] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18])
        {
            part = Part.Frame;
            layout.Begin();
            layout.Take(magic);
            return Unwrap(magic, stackalloc byte[1], out _, out _) == OperationStatus.InvalidData ? Fail() : null;
        }

        if (!hasFrame)
        {
            return Fail("The data does not begin as zstd does (RFC 8878 §3.1.1).");
        }

        HasTrailingBytes = true;
        part = Part.Trailing;
        return null;
    }

    private ContentStatus EndWithinMagic(bool isLast)
    {
        if (isLast && !hasFrame)
        {
            Problem = "The data ends within the first four bytes of a frame.";
            return ContentStatus.Truncated;
        }

        HasTrailingBytes |= isLast && magicLength > 0;
        return EndBetween(isLast);
    }

    private ContentStatus? Decompress(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, ref int consumed, ref int written)
    {
        if (!hasPending && consumed == source.Length)
        {
            // Not asked of the library, which counts calls without progress and takes many for an error.
            return Starve(isLast);
        }

        if (written == destination.Length)
        {
            return ContentStatus.DestinationFull;
        }

        OperationStatus status = hasPending
            ? Drain(destination[written..], out int count)
            : Feed(source, destination[written..], ref consumed, out count);
        written += count;
        hasPending = written == destination.Length && status != OperationStatus.Done;
        if (status == OperationStatus.InvalidData)
        {
            return Fail();
        }

        if (layout.IsDone && !hasPending)
        {
            (part, hasFrame) = (Part.Magic, true);
            return status == OperationStatus.Done ? null : Fail();
        }

        return null;
    }

    /// <summary>Gives the library the next part, or what there is of it.</summary>
    private OperationStatus Feed(ReadOnlySpan<byte> source, Span<byte> destination, ref int consumed, out int count)
    {
        ReadOnlySpan<byte> piece = source.Slice(consumed, layout.Take(source[consumed..]));
        consumed += piece.Length;
        lastByte[0] = piece[^1];
        OperationStatus status = Unwrap(piece, destination, out int taken, out count);
        Debug.Assert(
            taken == piece.Length || status == OperationStatus.InvalidData || layout.IsDone,
            "a part is taken whole, and its output waits");
        return status;
    }

    /// <summary>
    /// Takes what is left of earlier calls before anything new can be broken. While output waits at a frame's end, the library wants to
    /// see the last byte again.
    /// </summary>
    private OperationStatus Drain(Span<byte> destination, out int count)
        => Unwrap(layout.IsDone ? lastByte : [], destination, out _, out count);

    /// <summary>The library has both ways of saying that data is broken.</summary>
    private OperationStatus Unwrap(ReadOnlySpan<byte> source, Span<byte> destination, out int taken, out int count)
    {
        try
        {
            return decompressor.UnwrapStream(source, destination, out taken, out count);
        }
        catch (ZstdException)
        {
            (taken, count) = (0, 0);
            return OperationStatus.InvalidData;
        }
    }

    private ContentStatus Starve(bool isLast)
    {
        if (!isLast)
        {
            return ContentStatus.NeedMore;
        }

        Problem = "The data ends within a frame.";
        return ContentStatus.Truncated;
    }

    private ContentStatus SkipTrailing(ReadOnlySpan<byte> source, bool isLast, ref int consumed)
    {
        consumed = source.Length;
        return EndBetween(isLast);
    }

    private ContentStatus Fail(string problem = BrokenFrame)
    {
        Problem = problem;
        return ContentStatus.Invalid;
    }
}
