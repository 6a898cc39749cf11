using System.IO.Compression;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// Makes bodies smaller where that pays. Below half a page little is won by it; what is content-coded, and what its beginning shows to be
/// dense such as an image, is left as it is.
/// </summary>
internal static class BodyPacking
{
    /// <summary>The smallest body that is tried.</summary>
    public const int SmallestBytes = 4096;

    private const int Quality = 1;
    private const int Window = 18;

    /// <summary>What is tried of a longer body first.</summary>
    private const int SampleBytes = 16 * 1024;

    /// <summary>The bytes to keep, and how they are coded.</summary>
    /// <param name="bytes">The body as it passed.</param>
    /// <param name="isCoded">True when it has a content coding.</param>
    /// <param name="coding">How what is returned is coded.</param>
    public static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> bytes, bool isCoded, out BodyCoding coding)
    {
        coding = BodyCoding.None;
        if (isCoded || bytes.Length < SmallestBytes || (bytes.Length > SampleBytes * 2 && Compress(bytes.Span[..SampleBytes]) is null))
        {
            return bytes;
        }

        if (Compress(bytes.Span) is not { } packed)
        {
            return bytes;
        }

        coding = BodyCoding.Brotli;
        return packed;
    }

    /// <summary>The body as it passed.</summary>
    /// <exception cref="InvalidDataException">The bytes are not what was packed.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> bytes, BodyCoding coding, long size)
    {
        if (coding == BodyCoding.None)
        {
            return bytes.ToArray();
        }

        byte[] body = coding == BodyCoding.Brotli && size <= Array.MaxLength ? new byte[size]
            : throw new InvalidDataException($"The store has a body of coding {(int)coding}, which is not known.");
        return BrotliDecoder.TryDecompress(bytes, body, out int count) && count == body.Length ? body
            : throw new InvalidDataException("The store has a body that cannot be decompressed.");
    }

    /// <returns>Null when less than an eighth would be saved.</returns>
    private static byte[]? Compress(ReadOnlySpan<byte> bytes)
    {
        byte[] packed = new byte[bytes.Length - (bytes.Length / 8)];
        return BrotliEncoder.TryCompress(bytes, packed, out int count, Quality, Window) ? packed[..count] : null;
    }
}
