using System.Buffers;
using Proximity.Flows;
using Proximity.Stores.Coding;

namespace Proximity.Stores;

/// <summary>
/// Writes a flow as bytes, and reads it again, without loss: what a store keeps of it besides the bytes of its bodies, which it keeps as
/// it likes. What is written begins with the number of its version; what any earlier version wrote can be read.
/// </summary>
public static class FlowSnapshotCodec
{
    /// <summary>The version that is written.</summary>
    public const int Version = 2;

    /// <summary>
    /// Writes all of the flow but the bytes of its bodies. The table's number (<see cref="FlowSnapshot.Sequence"/>) is not kept.
    /// </summary>
    /// <param name="flow">The flow.</param>
    /// <param name="output">Where to.</param>
    public static void Write(FlowSnapshot flow, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(output);
        var writer = new ContentWriter(output);
        writer.Byte(Version);
        SnapshotCoding.Write(writer, flow);
    }

    /// <summary>Reads a flow without the bytes of its bodies.</summary>
    /// <param name="content">What was written.</param>
    /// <exception cref="InvalidDataException">It is not what was written, or of a newer version.</exception>
    public static FlowSnapshot Read(ReadOnlySpan<byte> content) => Read(content, default, default);

    /// <summary>Reads a flow.</summary>
    /// <param name="content">What was written.</param>
    /// <param name="requestBody">The bytes that are kept of the request's body; empty to leave them out.</param>
    /// <param name="responseBody">The bytes that are kept of the response's body; empty to leave them out.</param>
    /// <exception cref="InvalidDataException">
    /// It is not what was written, or of a newer version, or a body does not have as many bytes as were kept.
    /// </exception>
    public static FlowSnapshot Read(ReadOnlySpan<byte> content, ReadOnlyMemory<byte> requestBody, ReadOnlyMemory<byte> responseBody)
    {
        var reader = new ContentReader(content);
        int version = reader.Byte();
        if (version is < 1 or > Version)
        {
            throw new InvalidDataException($"The flow is written in version {version}, and this program reads up to version {Version}.");
        }

        FlowSnapshot flow = SnapshotCoding.Read(ref reader, version, requestBody, responseBody);
        return reader.IsAtEnd ? flow : throw new InvalidDataException("The flow has more bytes than were written.");
    }
}
