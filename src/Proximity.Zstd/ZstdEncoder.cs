using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;
using Proximity.Content;
using ZstdSharp;

namespace Proximity.Zstd;

/// <summary>Puts <c>zstd</c> on a body: one frame, with a window of 4 MiB at most.</summary>
internal sealed class ZstdEncoder(CompressionLevel level) : IContentEncoder
{
    private readonly Compressor compressor = new(LevelOf(level));
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

        OperationStatus status = compressor.WrapStream(source, destination, out consumed, out written, isLast);
        isEnded = isLast && status == OperationStatus.Done;
        Debug.Assert(status != OperationStatus.Done || consumed == source.Length, "more is needed only when all was taken");
        return status != OperationStatus.Done ? ContentStatus.DestinationFull : isLast ? ContentStatus.Done : ContentStatus.NeedMore;
    }

    public ContentStatus Flush(Span<byte> destination, out int written)
    {
        written = 0;
        OperationStatus status = isEnded ? OperationStatus.Done : compressor.FlushStream(destination, out written);
        return status == OperationStatus.Done ? ContentStatus.NeedMore : ContentStatus.DestinationFull;
    }

    public void Dispose() => compressor.Dispose();

    /// <summary>Higher levels have windows that browsers refuse, and need a hundred times the memory.</summary>
    private static int LevelOf(CompressionLevel level) => level switch
    {
        CompressionLevel.NoCompression or CompressionLevel.Fastest => 1,
        CompressionLevel.SmallestSize => 12,
        _ => 3,
    };
}
