using System.IO.Compression;
using Proximity.Content;

namespace Proximity.Zstd;

/// <summary>
/// The content coding <c>zstd</c> (RFC 8878), to be added to a table: <c>ContentCodings.BuiltIn.With(new ZstdCoding())</c>. Windows are
/// limited to 8 MiB, as RFC 9659 wants for HTTP: data that needs a larger one is <see cref="ContentStatus.Invalid"/>.
/// </summary>
public sealed class ZstdCoding : IContentCoding
{
    /// <inheritdoc/>
    public string Name => "zstd";

    /// <inheritdoc/>
    public IReadOnlyList<string> Aliases => [];

    /// <inheritdoc/>
    public IContentDecoder CreateDecoder() => new ZstdDecoder();

    /// <inheritdoc/>
    public IContentEncoder CreateEncoder(CompressionLevel level) => new ZstdEncoder(level);
}
