using System.IO.Compression;

namespace Proximity.Content.Deflate;

/// <summary><c>gzip</c> (RFC 9110 §8.4.1.3).</summary>
internal sealed class GzipCoding : IContentCoding
{
    /// <summary>A header without a time or a system, an empty last block, and a trailer of zeros.</summary>
    private static readonly byte[] OfNothing = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public string Name => "gzip";

    public IReadOnlyList<string> Aliases { get; } = ["x-gzip"];

    public IContentDecoder CreateDecoder() => new GzipDecoder();

    public IContentEncoder CreateEncoder(CompressionLevel level)
        => new StreamEncoder(output => new GZipStream(output, level, leaveOpen: true), OfNothing);
}
