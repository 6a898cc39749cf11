using System.Diagnostics;

namespace Proximity.Protocol.Messages;

/// <summary>
/// Reads the length-prefixed messages of a gRPC or gRPC-Web body in pieces cut anywhere. It holds at most a header: payloads are slices of
/// what came. Decompression is left to the caller, and so is the base64 of <c>grpc-web-text</c>, which has to be taken off first. Not
/// thread-safe.
/// <para>Between messages it collects a header; within one it counts the payload down to its end.</para>
/// </summary>
/// <param name="maxMessageBytes">The longest payload that is not marked as too long, in bytes. Longer ones are read as well: peers have
/// limits of their own.</param>
/// <param name="isWeb">True for gRPC-Web, where trailers stand in the body.</param>
internal sealed class GrpcMessageParser(long maxMessageBytes, bool isWeb)
{
    private readonly byte[] headerBytes = new byte[GrpcMessageHeader.Bytes];
    private int headerLength;
    private long remaining;
    private bool isInPayload;
    private bool isBehindTrailers;
    private bool isInvalid;

    /// <summary>The header of the message under way, or of the one that has ended last.</summary>
    public GrpcMessageHeader Header { get; private set; }

    /// <summary>True when that message is longer than the limit; known from its beginning.</summary>
    public bool IsTooLong => Header.Length > maxMessageBytes;

    /// <summary>True when a header or payload is not whole: a body that ends here is cut.</summary>
    public bool IsIncomplete => headerLength > 0 || isInPayload;

    /// <summary>
    /// Reads up to the next step. A caller goes on until more is needed, also when no bytes are left: the end of a message needs none.
    /// </summary>
    /// <param name="bytes">What came, from the first byte not consumed before.</param>
    /// <param name="consumed">How many were read. Flags without a meaning are not among them, and nothing behind them is.</param>
    /// <param name="payload">The bytes of a payload step, a slice of <paramref name="bytes"/>; otherwise empty.</param>
    public GrpcStep Read(ReadOnlySpan<byte> bytes, out int consumed, out ReadOnlySpan<byte> payload)
    {
        consumed = 0;
        payload = default;
        if (isInPayload)
        {
            return ReadPayload(bytes, out consumed, out payload);
        }

        if (bytes.IsEmpty || isInvalid)
        {
            return isInvalid ? GrpcStep.Invalid : GrpcStep.NeedMore;
        }

        isInvalid = isBehindTrailers || (headerLength == 0 && !GrpcMessageHeader.IsValid(bytes[0], isWeb));
        return isInvalid ? GrpcStep.Invalid : ReadHeader(bytes, out consumed);
    }

    private GrpcStep ReadHeader(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = Math.Min(bytes.Length, GrpcMessageHeader.Bytes - headerLength);
        bytes[..consumed].CopyTo(headerBytes.AsSpan(headerLength));
        headerLength += consumed;
        if (headerLength < GrpcMessageHeader.Bytes)
        {
            return GrpcStep.NeedMore;
        }

        Header = GrpcMessageHeader.Read(headerBytes);
        headerLength = 0;
        remaining = Header.Length;
        isInPayload = true;
        return GrpcStep.Begin;
    }

    private GrpcStep ReadPayload(ReadOnlySpan<byte> bytes, out int consumed, out ReadOnlySpan<byte> payload)
    {
        Debug.Assert(headerLength == 0, "a header and a payload are under way at once");
        consumed = (int)Math.Min(remaining, bytes.Length);
        payload = bytes[..consumed];
        if (remaining == 0)
        {
            isInPayload = false;
            isBehindTrailers = Header.Kind == GrpcMessageKind.Trailers;
            return GrpcStep.End;
        }

        remaining -= consumed;
        return consumed > 0 ? GrpcStep.Payload : GrpcStep.NeedMore;
    }
}
