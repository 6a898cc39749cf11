using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>A SHA-256: peers choose the bytes, so that nothing weaker tells bodies apart.</summary>
internal readonly record struct BodyHash(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    public const int Bytes = 32;

    public static BodyHash Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(body, hash);
        return new BodyHash(
            BinaryPrimitives.ReadUInt64BigEndian(hash),
            BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(hash[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));
    }

    public bool Equals(BodyHash other)
        => First == other.First && Second == other.Second && Third == other.Third && Fourth == other.Fourth;

    /// <summary>Any part of it is as good as all.</summary>
    public override int GetHashCode() => (int)First;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, First);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Second);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], Third);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], Fourth);
    }
}
