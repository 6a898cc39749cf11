using System.Diagnostics;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Messages;

/// <summary>
/// Reads Protocol Buffers without a schema into a tree of fields. A length-delimited value is looked into for a message, because nothing
/// tells what it is; that it reads as one to its last byte makes it a guess. What is broken ends the reading, and what came before is kept.
/// </summary>
internal sealed class ProtobufReader
{
    private const int WireTypeBits = 3;

    private readonly ReadOnlyMemory<byte> source;
    private readonly int maxDepth;
    private readonly bool isShortened;
    private int fieldsLeft;
    private int position;
    private int restStart;
    private ProtobufProblem? problem;

    private ProtobufReader(ReadOnlyMemory<byte> source, int maxDepth, int fieldsLeft, bool isShortened)
    {
        this.source = source;
        this.maxDepth = maxDepth;
        this.fieldsLeft = fieldsLeft;
        this.isShortened = isShortened;
    }

    /// <summary>Reads a message as far as possible.</summary>
    /// <param name="bytes">The message. The tree refers to it: it must not be changed while the tree is used.</param>
    /// <param name="limits">What bounds the work and the tree.</param>
    public static ProtobufMessage Read(ReadOnlyMemory<byte> bytes, ProtobufLimits limits)
    {
        ReadOnlyMemory<byte> source = bytes[..Math.Min(bytes.Length, limits.MaxBytes)];
        var reader = new ProtobufReader(source, limits.MaxDepth, limits.MaxFields, isShortened: source.Length < bytes.Length);
        List<ProtobufField> fields = reader.ReadFields(openGroup: 0, depth: 1, out _);
        return new ProtobufMessage(fields, bytes[reader.restStart..], reader.problem);
    }

    /// <summary>Reads a value as a message; null when it is empty or not one to its last byte.</summary>
    public static ProtobufMessage? ReadNested(ReadOnlyMemory<byte> bytes, ProtobufLimits limits)
    {
        ProtobufMessage message = Read(bytes, limits);
        return message is { Fields.Count: > 0, Problem: null } ? message : null;
    }

    /// <summary>Reads fields up to the end of the input or of the group.</summary>
    private List<ProtobufField> ReadFields(int openGroup, int depth, out int endBytes)
    {
        List<ProtobufField> fields = [];
        endBytes = 0;
        while (problem is null && !IsAtEnd(openGroup))
        {
            int start = position;
            if (!TryTag(start, out int number, out ProtobufWireType wireType))
            {
                break;
            }

            if (wireType == ProtobufWireType.EndGroup && number == openGroup)
            {
                endBytes = position - start;
                break;
            }

            if (ReadField(start, number, wireType, depth) is { } field)
            {
                fields.Add(field);
            }
        }

        return fields;
    }

    private bool IsAtEnd(int openGroup)
    {
        if (position < source.Length)
        {
            return false;
        }

        if (openGroup != 0 || isShortened)
        {
            Fail(ProtobufProblemKind.UnclosedGroup, position, position);
        }

        restStart = position;
        return true;
    }

    private bool TryTag(int start, out int number, out ProtobufWireType wireType)
    {
        (number, wireType) = (0, default);
        if (!TryVarint(start, out ulong tag))
        {
            return false;
        }

        number = (int)(tag >> WireTypeBits);
        wireType = (ProtobufWireType)(tag & 7);
        if (tag > uint.MaxValue || number == 0)
        {
            return Fail(ProtobufProblemKind.FieldNumber, start, start);
        }

        return (byte)wireType <= (byte)ProtobufWireType.Fixed32 || Fail(ProtobufProblemKind.WireType, start, start);
    }

    /// <summary>Null when the field could not be read; of a group what could be is given.</summary>
    private ProtobufField? ReadField(int start, int number, ProtobufWireType wireType, int depth)
    {
        if (wireType == ProtobufWireType.EndGroup)
        {
            Fail(ProtobufProblemKind.EndGroup, start, start);
            return null;
        }

        if (fieldsLeft == 0)
        {
            Fail(ProtobufProblemKind.TooManyFields, start, start);
            return null;
        }

        fieldsLeft--;
        var layout = new ProtobufLayout(position - start);
        bool isRead = wireType switch
        {
            ProtobufWireType.Varint => TryVarint(start, out _),
            ProtobufWireType.Fixed64 => TrySkip(start, sizeof(ulong)),
            ProtobufWireType.Fixed32 => TrySkip(start, sizeof(uint)),
            ProtobufWireType.LengthDelimited => TryLengthDelimited(start, ref layout),
            _ => depth < maxDepth || Fail(ProtobufProblemKind.TooDeep, start, start),
        };
        if (!isRead)
        {
            return null;
        }

        return wireType switch
        {
            ProtobufWireType.Group => ReadGroup(start, number, layout, depth),
            ProtobufWireType.LengthDelimited => NewLengthDelimited(start, number, layout, depth),
            _ => new ProtobufField(number, wireType, source[start..position], layout),
        };
    }

    private bool TryLengthDelimited(int start, ref ProtobufLayout layout)
    {
        int lengthStart = position;
        if (!TryVarint(start, out ulong length))
        {
            return false;
        }

        layout = layout with { LengthBytes = position - lengthStart };
        return TrySkip(start, length);
    }

    private ProtobufField NewLengthDelimited(int start, int number, ProtobufLayout layout, int depth)
    {
        ReadOnlyMemory<byte> payload = source[(start + layout.TagBytes + layout.LengthBytes)..position];
        ProtobufMessage? message = null;
        if (!payload.IsEmpty && depth < maxDepth)
        {
            var inner = new ProtobufReader(payload, maxDepth, fieldsLeft, isShortened: false);
            List<ProtobufField> fields = inner.ReadFields(openGroup: 0, depth + 1, out _);
            if (inner.problem is null)
            {
                // Fields of what turned out to be no message do not count.
                fieldsLeft = inner.fieldsLeft;
                message = new ProtobufMessage(fields, default, null);
            }
        }

        return new ProtobufField(number, ProtobufWireType.LengthDelimited, source[start..position], layout, message);
    }

    private ProtobufField ReadGroup(int start, int number, ProtobufLayout layout, int depth)
    {
        List<ProtobufField> fields = ReadFields(number, depth + 1, out int endBytes);
        int end = problem is null ? position : restStart;
        return new ProtobufField(
            number,
            ProtobufWireType.Group,
            source[start..end],
            layout with { EndBytes = endBytes },
            new ProtobufMessage(fields, default, null));
    }

    private bool TryVarint(int fieldStart, out ulong value)
    {
        ParseState state = ProtobufVarint.Read(source.Span[position..], out value, out int length);
        if (state == ParseState.Done)
        {
            position += length;
            return true;
        }

        return Fail(state == ParseState.NeedMore ? ProtobufProblemKind.Cut : ProtobufProblemKind.LongVarint, position, fieldStart);
    }

    private bool TrySkip(int fieldStart, ulong count)
    {
        if (count > (ulong)(source.Length - position))
        {
            return Fail(ProtobufProblemKind.Cut, position, fieldStart);
        }

        position += (int)count;
        return true;
    }

    /// <summary>False, for the caller to return.</summary>
    private bool Fail(ProtobufProblemKind kind, int offset, int fieldStart)
    {
        Debug.Assert(problem is null, "reading went on behind a problem");
        bool isAtEnd = kind is ProtobufProblemKind.Cut or ProtobufProblemKind.UnclosedGroup;
        problem = new ProtobufProblem(isAtEnd && isShortened ? ProtobufProblemKind.TooLong : kind, offset);
        restStart = fieldStart;
        return false;
    }
}
