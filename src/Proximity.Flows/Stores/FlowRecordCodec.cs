using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Proximity.Stores;

/// <summary>
/// A flow on its way as bytes: what a message of a stream or a file of waiting flows holds. The number of the version, the session, the
/// name of the proxy, the flow without its bodies (<see cref="FlowSnapshotCodec"/>), then the two bodies; each part behind its length, in
/// four bytes, the lowest first. A flow on which something is written is of version 2: the mark, the tags and the comment follow as three
/// parts more. All others are of version 1, which older programs read.
/// </summary>
public static class FlowRecordCodec
{
    /// <summary>The newest version that is written.</summary>
    public const int Version = 2;

    private const int VersionWithoutAnnotation = 1;

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
        start[0] = (byte)(record.Annotation.IsEmpty ? VersionWithoutAnnotation : Version);
        record.Session.TryWriteBytes(start[1..], bigEndian: true, out _);
        output.Advance(1 + SessionBytes);
        WriteText(output, record.ProxyName);
        WritePart(output, head.WrittenSpan);
        WritePart(output, withBodies ? record.Flow.Request.Body.Bytes.Span : default);
        WritePart(output, withBodies && record.Flow.Response is { } response ? response.Body.Bytes.Span : default);
        if (!record.Annotation.IsEmpty)
        {
            WriteText(output, AnnotationText.Of(record.Annotation.Mark));
            WriteText(output, AnnotationText.Of(record.Annotation.Tags));
            WriteText(output, record.Annotation.Comment);
        }
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
        string proxyName = ReadText(ref rest);
        ReadOnlyMemory<byte> head = ReadPart(ref rest);
        ReadOnlyMemory<byte> request = ReadPart(ref rest);
        ReadOnlyMemory<byte> response = ReadPart(ref rest);
        FlowAnnotation annotation = content.Span[0] > VersionWithoutAnnotation ? ReadAnnotation(ref rest) : FlowAnnotation.None;
        if (!rest.IsEmpty)
        {
            throw new InvalidDataException("The flow has more bytes than were written.");
        }

        return new FlowRecord(
            FlowSnapshotCodec.Read(head.Span, request.IsEmpty ? requestBody : request, response.IsEmpty ? responseBody : response),
            session,
            proxyName)
        { Annotation = annotation };
    }

    /// <exception cref="InvalidDataException">It is none that a store takes.</exception>
    private static FlowAnnotation ReadAnnotation(ref ReadOnlyMemory<byte> rest)
    {
        (string mark, string tags, string comment) = (ReadText(ref rest), ReadText(ref rest), ReadText(ref rest));
        try
        {
            FlowAnnotation read = AnnotationText.Read(mark, tags, comment);
            return new FlowAnnotationChange { Mark = read.Mark, Comment = comment, AddTags = read.Tags }.Apply(FlowAnnotation.None);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException("What is written on the flow is not what an annotation may have.", exception);
        }
    }

    private static void WriteText(IBufferWriter<byte> output, string? text)
        => WritePart(output, Encoding.UTF8.GetBytes(text ?? string.Empty));

    private static string ReadText(ref ReadOnlyMemory<byte> rest) => Encoding.UTF8.GetString(ReadPart(ref rest).Span);

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
