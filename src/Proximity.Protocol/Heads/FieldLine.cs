namespace Proximity.Protocol.Heads;

/// <summary>Reads one field line (RFC 9112 §5), in heads and trailer sections alike.</summary>
internal static class FieldLine
{
    /// <summary>Null when the line is a field, otherwise what is wrong with it.</summary>
    /// <param name="block">What the line lies in.</param>
    /// <param name="start">Where the line begins.</param>
    /// <param name="end">Where it ends, before its CRLF.</param>
    /// <param name="allowSpaceBeforeColon">True for responses: a proxy removes it there, and MUST refuse it in requests (RFC 9112 §5.1).</param>
    /// <param name="field">What was read.</param>
    public static string? Read(ReadOnlySpan<byte> block, int start, int end, bool allowSpaceBeforeColon, out HeadField field)
    {
        field = default;
        ReadOnlySpan<byte> line = block[start..end];
        if (FieldSyntax.IsWhiteSpace(line[0]))
        {
            return "A field line is folded (obs-fold, RFC 9112 §5.2).";
        }

        int nameLength = FieldSyntax.TokenLength(line);
        int colon = nameLength;
        while (allowSpaceBeforeColon && colon < line.Length && FieldSyntax.IsWhiteSpace(line[colon]))
        {
            colon++;
        }

        if (nameLength == 0 || colon == line.Length || line[colon] != ':')
        {
            return "A field name is empty, not a token, or not followed by a colon (RFC 9112 §5.1).";
        }

        ReadOnlySpan<byte> raw = line[(colon + 1)..];
        if (!FieldSyntax.IsFieldValue(raw))
        {
            return "A field value holds a control byte (RFC 9110 §5.5).";
        }

        ReadOnlySpan<byte> value = FieldSyntax.Trim(raw);
        int valueStart = start + colon + 1 + (value.IsEmpty ? raw.Length : raw.IndexOfAnyExcept((byte)' ', (byte)'\t'));
        field = new HeadField(FieldKinds.Of(line[..nameLength]), start, nameLength, valueStart, value.Length, end);
        return null;
    }
}
