using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Proximity.Stores;

/// <summary>
/// A flow on its way as bytes: what a message of a stream or a file of waiting flows holds. The number of the version, the session, the
/// name of the proxy, the flow without its bodies (<see cref="FlowSnapshotCodec"/>), then the two bodies; each part behind its length, in
/// four bytes, the lowest first.
/// </summary>
public static class FlowRecordCodec
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private const int SessionBytes = 16;

    /// <summary>Writes a flow.</summary>
    /// <param name="record">The flow.</param>
    /// <param name="output">Where to.</param>
    /// <param name="withBodies">False to leave the bytes of bodies out, when they go another way.</param>
    public static void Write(FlowRecord record, IBufferWriter<byte> output, bool withBodies = true)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(output);
        var head = new ArrayBufferWriter<byte>();
        FlowSnapshotCodec.Write(record.Flow, head);
        Span<byte> start = output.GetSpan(1 + SessionBytes);
        start[0] = Version;
        record.Session.TryWriteBytes(start[1..], bigEndian: true, out _);
        output.Advance(1 + SessionBytes);
        WritePart(output, Encoding.UTF8.GetBytes(record.ProxyName));
        WritePart(output, head.WrittenSpan);
        WritePart(output, withBodies ? record.Flow.Request.Body.Bytes.Span : default);
        WritePart(output, withBodies && record.Flow.Response is { } response ? response.Body.Bytes.Span : default);
    }

    /// <summary>Reads a flow.</summary>
    /// <param name="content">What was written.</param>
    /// <param name="requestBody">
    /// The bytes of the request's body, when they went another way; empty when they did not, or are not wanted.
    /// </param>
    /// <param name="responseBody">Those of the response's body.</param>
    /// <exception cref="InvalidDataException">It is not what was written, or of a newer version.</exception>
    public static FlowRecord Read(
        ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> requestBody = default, ReadOnlyMemory<byte> responseBody = default)
    {
        if (content.Length < 1 + SessionBytes || content.Span[0] is < 1 or > Version)
        {
            throw new InvalidDataException("This is no flow, or one that a newer version has written.");
        }

        var session = new Guid(content.Span.Slice(1, SessionBytes), bigEndian: true);
        ReadOnlyMemory<byte> rest = content[(1 + SessionBytes)..];
        string proxyName = Encoding.UTF8.GetString(ReadPart(ref rest).Span);
        ReadOnlyMemory<byte> head = ReadPart(ref rest);
        ReadOnlyMemory<byte> request = ReadPart(ref rest);
        ReadOnlyMemory<byte> response = ReadPart(ref rest);
        if (!rest.IsEmpty)
        {
            throw new InvalidDataException("The flow has more bytes than were written.");
        }

        return new FlowRecord(
            FlowSnapshotCodec.Read(head.Span, request.IsEmpty ? requestBody : request, response.IsEmpty ? responseBody : response),
            session,
            proxyName);
    }

    private static void WritePart(IBufferWriter<byte> output, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), part.Length);
        output.Advance(sizeof(int));
        output.Write(part);
    }

    private static ReadOnlyMemory<byte> ReadPart(ref ReadOnlyMemory<byte> rest)
    {
        int length = rest.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        if (length < 0 || length > rest.Length - sizeof(int))
        {
            throw new InvalidDataException("The flow has fewer bytes than were written.");
        }

        ReadOnlyMemory<byte> part = rest.Slice(sizeof(int), length);
        rest = rest[(sizeof(int) + length)..];
        return part;
    }
}
