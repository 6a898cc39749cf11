using System.IO.Compression;

namespace Proximity.Content.Deflate;

/// <summary><c>deflate</c> (RFC 9110 §8.4.1.2), written in zlib's format.</summary>
internal sealed class DeflateCoding : IContentCoding
{
    /// <summary>A header, an empty last block, and the check sum of no bytes.</summary>
    private static readonly byte[] OfNothing = [0x78, 0x9C, 3, 0, 0, 0, 0, 1];

    public string Name => "deflate";

    public IReadOnlyList<string> Aliases => [];

    public IContentDecoder CreateDecoder() => new DeflateDecoder();

    public IContentEncoder CreateEncoder(CompressionLevel level)
        => new StreamEncoder(output => new ZLibStream(output, level, leaveOpen: true), OfNothing);
}
