namespace Proximity.Protocol.Messages;

/// <summary>Writes whole gRPC messages.</summary>
internal static class GrpcMessageWriter
{
    /// <param name="kind">A message, or the trailers of a gRPC-Web response.</param>
    /// <param name="payload">The message; already compressed when <paramref name="isCompressed"/>.</param>
    /// <param name="isCompressed">True to set the flag that says so.</param>
    /// <param name="output">Where it is put, behind what is there.</param>
    public static void Write(GrpcMessageKind kind, ReadOnlySpan<byte> payload, bool isCompressed, ByteBuffer output)
    {
        new GrpcMessageHeader(kind, isCompressed, payload.Length).Write(output.Reserve(GrpcMessageHeader.Bytes));
        output.Advance(GrpcMessageHeader.Bytes);
        output.Write(payload);
    }
}
