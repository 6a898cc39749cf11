namespace Proximity.Protocol.Messages;

/// <summary>The fields of a message in the order in which they came, and what could not be read. Immutable.</summary>
/// <param name="Fields">The fields; several may have one number.</param>
/// <param name="Rest">The bytes from the first field on that could not be read; empty when all were.</param>
/// <param name="Problem">Why not all were read; null when all were.</param>
internal sealed record ProtobufMessage(IReadOnlyList<ProtobufField> Fields, ReadOnlyMemory<byte> Rest, ProtobufProblem? Problem)
{
    /// <summary>Writes the message: every field that nobody replaced byte for byte as it came, and the unread rest behind them.</summary>
    /// <param name="output">Where it is put, behind what is there.</param>
    public void Write(ByteBuffer output)
    {
        foreach (ProtobufField field in Fields)
        {
            output.Write(field.Raw.Span);
        }

        output.Write(Rest.Span);
    }

    /// <summary>The bytes that <see cref="Write"/> writes.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Fields.Sum(field => field.Raw.Length) + Rest.Length];
        int length = 0;
        foreach (ProtobufField field in Fields)
        {
            field.Raw.Span.CopyTo(bytes.AsSpan(length));
            length += field.Raw.Length;
        }

        Rest.Span.CopyTo(bytes.AsSpan(length));
        return bytes;
    }

    /// <summary>The message with one field replaced. The lengths of the fields that it stands in follow; all other bytes stay.</summary>
    /// <param name="path">The index of a field in this message, then of one in that one's message, and so on to the one that is replaced.
    /// Not empty.</param>
    /// <param name="field">What takes its place, as a rule made of it by one of its With methods.</param>
    /// <exception cref="InvalidOperationException">A field on the way holds no message.</exception>
    public ProtobufMessage Replace(ReadOnlySpan<int> path, ProtobufField field)
    {
        ProtobufField[] fields = [.. Fields];
        ref ProtobufField place = ref fields[path[0]];
        if (path.Length > 1)
        {
            ProtobufMessage inner = place.Message ?? throw new InvalidOperationException("A field on the way holds no message.");
            field = place.WithMessage(inner.Replace(path[1..], field));
        }

        place = field;
        return this with { Fields = fields };
    }
}
