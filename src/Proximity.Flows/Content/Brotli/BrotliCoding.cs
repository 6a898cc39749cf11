using System.IO.Compression;

namespace Proximity.Content.Brotli;

/// <summary><c>br</c> (RFC 7932).</summary>
internal sealed class BrotliCoding : IContentCoding
{
    public string Name => "br";

    public IReadOnlyList<string> Aliases => [];

    public IContentDecoder CreateDecoder() => new BrotliContentDecoder();

    public IContentEncoder CreateEncoder(CompressionLevel level) => new BrotliContentEncoder(level);
}
