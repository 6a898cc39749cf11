using System.Buffers;
using System.IO.Compression;

namespace Proximity.Content.Brotli;

/// <summary>
/// Takes <c>br</c> off a body (RFC 7932). Holds a window of the size that the data names, 16 MiB at most, in the system's memory; larger
/// windows are no part of the coding, and data that names one is refused.
/// </summary>
internal sealed class BrotliContentDecoder : CodedDecoder
{
    /// <summary>
    /// A call that comes upon a broken place gives nothing, and drops what it decoded before. With small pieces that is little.
    /// </summary>
    private const int PieceBytes = 256;

    private BrotliDecoder decoder;
    private bool hasPending;
    private bool hasEnded;

    public override void Dispose() => decoder.Dispose();

    protected override ContentStatus Decode(
        ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        while (!hasEnded)
        {
            if (written == destination.Length)
            {
                return ContentStatus.DestinationFull;
            }

            OperationStatus status = Decompress(source, destination, ref consumed, ref written);
            if (status == OperationStatus.InvalidData)
            {
                return Fail("The data is no Brotli data, or broken (RFC 7932 §10).");
            }

            hasEnded = status == OperationStatus.Done;
            if (status == OperationStatus.NeedMoreData && !hasPending && consumed == source.Length)
            {
                return Starve(isLast, "The data ends before its last block.");
            }
        }

        return SkipTrailing(source, isLast, ref consumed);
    }

    /// <summary>
    /// One call of the decoder. It may ask for more though output waits for room, whenever there was just none left; that is taken before
    /// anything new can be broken.
    /// </summary>
    private OperationStatus Decompress(ReadOnlySpan<byte> source, Span<byte> destination, ref int consumed, ref int written)
    {
        ReadOnlySpan<byte> piece = hasPending ? default : source.Slice(consumed, Math.Min(PieceBytes, source.Length - consumed));
        OperationStatus status = decoder.Decompress(piece, destination[written..], out int taken, out int count);
        consumed += taken;
        written += count;
        hasPending = written == destination.Length;
        return status;
    }
}
