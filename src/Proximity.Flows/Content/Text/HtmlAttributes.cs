namespace Proximity.Content.Text;

/// <summary>The attributes of a tag, one after the other (HTML §13.2.3.2, "get an attribute").</summary>
internal ref struct HtmlAttributes(ReadOnlySpan<byte> tag)
{
    private ReadOnlySpan<byte> rest = tag;

    /// <summary>What stands behind the attributes that were read; begins with the bracket after the last one.</summary>
    public readonly ReadOnlySpan<byte> Rest => rest;

    public static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\f';

    /// <summary>The next attribute, its value empty when it has none; false at the end of the tag or of the bytes.</summary>
    public bool Next(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        value = default;
        SkipWhile(static next => IsSpace(next) || next == '/');
        if (rest.IsEmpty || rest[0] == '>')
        {
            return false;
        }

        // An equals sign at the beginning is part of the name.
        ReadOnlySpan<byte> start = rest;
        rest = rest[1..];
        SkipWhile(static next => !IsSpace(next) && next is not ((byte)'/' or (byte)'>' or (byte)'='));
        name = start[..^rest.Length];
        SkipWhile(IsSpace);
        if (rest is [(byte)'=', ..])
        {
            rest = rest[1..];
            SkipWhile(IsSpace);
            value = TakeValue();
        }

        return true;
    }

    private ReadOnlySpan<byte> TakeValue()
    {
        ReadOnlySpan<byte> start = rest;
        if (rest is not [(byte)'"' or (byte)'\'', ..])
        {
            SkipWhile(static next => !IsSpace(next) && next != '>');
            return start[..^rest.Length];
        }

        int end = start[1..].IndexOf(start[0]);
        rest = end < 0 ? default : start[(end + 2)..];
        return end < 0 ? default : start.Slice(1, end);
    }

    private void SkipWhile(Func<byte, bool> condition)
    {
        while (!rest.IsEmpty && condition(rest[0]))
        {
            rest = rest[1..];
        }
    }
}
