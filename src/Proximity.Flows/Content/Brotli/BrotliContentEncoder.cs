using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;

namespace Proximity.Content.Brotli;

/// <summary>Puts <c>br</c> on a body, with a window of 4 MiB as browsers and servers use it.</summary>
internal sealed class BrotliContentEncoder(CompressionLevel level) : IContentEncoder
{
    private const int WindowBits = 22;

    private BrotliEncoder encoder = new(QualityOf(level), WindowBits);
    private bool isEnded;

    public string? Problem => null;

    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        if (isEnded)
        {
            return ContentStatus.Done;
        }

        OperationStatus status = encoder.Compress(source, destination, out consumed, out written, isFinalBlock: isLast);
        Debug.Assert(status is OperationStatus.Done or OperationStatus.DestinationTooSmall, "bytes of any kind can be encoded");
        isEnded = isLast && status == OperationStatus.Done;
        return status != OperationStatus.Done ? ContentStatus.DestinationFull : isLast ? ContentStatus.Done : ContentStatus.NeedMore;
    }

    public ContentStatus Flush(Span<byte> destination, out int written)
    {
        written = 0;
        OperationStatus status = isEnded ? OperationStatus.Done : encoder.Flush(destination, out written);
        return status == OperationStatus.Done ? ContentStatus.NeedMore : ContentStatus.DestinationFull;
    }

    public void Dispose() => encoder.Dispose();

    /// <summary>The same steps that the base library's stream takes.</summary>
    private static int QualityOf(CompressionLevel level) => level switch
    {
        CompressionLevel.NoCompression => 0,
        CompressionLevel.Fastest => 1,
        CompressionLevel.SmallestSize => 11,
        _ => 4,
    };
}
