using System.IO.Compression;

namespace Proximity.Content.Chains;

/// <summary>
/// <c>identity</c>: no coding. It is named in <c>Accept-Encoding</c> only (RFC 9110 §12.5.3), but some servers write it into
/// <c>Content-Encoding</c>.
/// </summary>
internal sealed class IdentityCoding : IContentCoding
{
    public string Name => "identity";

    public IReadOnlyList<string> Aliases => [];

    public IContentDecoder CreateDecoder() => new IdentityDecoder();

    public IContentEncoder CreateEncoder(CompressionLevel level) => new IdentityEncoder();
}
