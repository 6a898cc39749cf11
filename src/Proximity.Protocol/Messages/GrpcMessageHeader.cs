using System.Buffers.Binary;

namespace Proximity.Protocol.Messages;

/// <summary>What stands before a gRPC message: one byte of flags and four of length, the highest first.</summary>
/// <param name="Kind">A message, or trailers of gRPC-Web.</param>
/// <param name="IsCompressed">True when the payload is encoded as the <c>grpc-encoding</c> field of the head says.</param>
/// <param name="Length">The payload's length in bytes; at most 2³² − 1.</param>
internal readonly record struct GrpcMessageHeader(GrpcMessageKind Kind, bool IsCompressed, long Length)
{
    /// <summary>How many bytes a header has.</summary>
    public const int Bytes = 5;

    private const byte CompressedFlag = 0x01;
    private const byte TrailersFlag = 0x80;

    /// <summary>True for flags that have a meaning; trailers have one in gRPC-Web only.</summary>
    public static bool IsValid(byte flags, bool isWeb) => (flags & ~(CompressedFlag | (isWeb ? TrailersFlag : 0))) == 0;

    /// <param name="bytes">At least <see cref="Bytes"/>, with valid flags.</param>
    public static GrpcMessageHeader Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] & TrailersFlag) != 0 ? GrpcMessageKind.Trailers : GrpcMessageKind.Message,
        (bytes[0] & CompressedFlag) != 0,
        BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]));

    /// <param name="output">At least <see cref="Bytes"/>.</param>
    public void Write(Span<byte> output)
    {
        output[0] = (byte)((IsCompressed ? CompressedFlag : 0) | (Kind == GrpcMessageKind.Trailers ? TrailersFlag : 0));
        BinaryPrimitives.WriteUInt32BigEndian(output[1..], checked((uint)Length));
    }
}
