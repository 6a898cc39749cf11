using System.IO.Compression;
using System.Security.Cryptography;

namespace Proximity.Inspector.Page;

/// <summary>One file of the page, compressed when the program was built.</summary>
/// <param name="brotli">Its bytes by Brotli.</param>
/// <param name="gzip">Its bytes by gzip.</param>
internal sealed class PageFile(byte[] brotli, byte[] gzip)
{
    private const int TagBytes = 12;

    /// <summary>Changes with its content.</summary>
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(brotli).AsSpan(0, TagBytes))}\"";

    /// <summary>Its bytes in the smallest coding that a browser takes.</summary>
    /// <param name="acceptEncoding">The value of <c>Accept-Encoding</c>.</param>
    /// <returns>The bytes, and the name of their coding; null for none.</returns>
    public (ReadOnlyMemory<byte> Bytes, string? Coding) For(string acceptEncoding)
        => Takes(acceptEncoding, "br") ? (brotli, "br")
            : Takes(acceptEncoding, "gzip") ? (gzip, "gzip")
            : (Plain(), null);

    private static bool Takes(string acceptEncoding, string coding)
        => acceptEncoding.Split(',').Any(part => part.Split(';') is [{ } name, .. { } weights]
            && name.Trim().Equals(coding, StringComparison.OrdinalIgnoreCase)
            && !Array.Exists(weights, static weight => weight.Replace(" ", "", StringComparison.Ordinal) is "q=0" or "q=0.0"));

    private byte[] Plain()
    {
        using var source = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        source.CopyTo(plain);
        return plain.ToArray();
    }
}
