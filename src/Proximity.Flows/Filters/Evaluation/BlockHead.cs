using System.Text;
using Proximity.Filters.Matching;
using Proximity.Flows;

namespace Proximity.Filters.Evaluation;

/// <summary>
/// A received head, read without making strings of it. It sees the same lines as <see cref="HeadSplitter"/>, which makes an object of
/// each. Lines are looked for as far as they are asked for, and remembered. A text that is shown stands in one array, at the place that it
/// has in the head: it is good until another head is read. Used again and again, by one thread at a time.
/// </summary>
internal sealed class BlockHead
{
    private const int FirstLines = 32;

    private static readonly string[] Common =
        ["GET", "POST", "PUT", "HEAD", "DELETE", "CONNECT", "OPTIONS", "PATCH", "HTTP/1.1", "HTTP/1.0", "OK"];

    private byte[] block = [];
    private char[] room = [];
    private char[] lineRoom = [];
    private (int Start, int End)[] lines = new (int, int)[FirstLines];
    private int lineCount;

    /// <summary>Where the next line begins; below 0 once the last one has been found.</summary>
    private int position;
    private (int Start, int End) first;
    private (int Start, int End) second;
    private (int Start, int End) third;
    private string? firstText;
    private string? thirdText;

    /// <summary>The method of a request, the version of a response.</summary>
    public string First => firstText ??= Word(first);

    /// <summary>The request target, or the status in decimal.</summary>
    public ReadOnlySpan<char> Second => Text(second);

    /// <summary>The version of a request, the reason phrase of a response.</summary>
    public string Third => thirdText ??= Word(third);

    /// <summary>Takes a head.</summary>
    public void Read(byte[] head, StartLineKind kind)
    {
        block = head;
        if (room.Length < head.Length)
        {
            room = new char[Math.Max(head.Length, room.Length * 2)];
        }

        (lineCount, position, firstText, thirdText) = (0, 0, null, null);
        (int Start, int End) line;
        do
        {
            // RFC 9112 §2.2: an empty line before the request line is to be ignored.
            line = TakeLine();
        }
        while (line.Start == line.End && position < block.Length);
        Split(line, kind);
    }

    /// <summary>The first value of a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">The value, good until another head is read; empty when the field is absent.</param>
    /// <returns>False when the field is absent.</returns>
    public bool TryFind(string name, out ReadOnlySpan<char> value)
    {
        for (int i = 0; HasLine(i); i++)
        {
            if (TryRead(lines[i], name, out value))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Whether a field has a value that a matcher takes.</summary>
    public bool Any(string name, TextMatcher matcher)
    {
        for (int i = 0; HasLine(i); i++)
        {
            if (TryRead(lines[i], name, out ReadOnlySpan<char> value) && matcher.Matches(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a matcher takes a field line, <c>name: value</c>.</summary>
    public bool AnyLine(TextMatcher matcher)
    {
        for (int i = 0; HasLine(i); i++)
        {
            if (matcher.Matches(Whole(lines[i])))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasLine(int index)
    {
        if (index < lineCount)
        {
            return true;
        }

        (int Start, int End) line = position < 0 ? default : TakeLine();
        if (line.Start == line.End)
        {
            position = -1;
            return false;
        }

        if (lineCount == lines.Length)
        {
            Array.Resize(ref lines, lineCount * 2);
        }

        lines[lineCount++] = line;
        return true;
    }

    /// <summary>The value of a line that has this name. A line without a colon is a value without a name.</summary>
    private bool TryRead((int Start, int End) line, string name, out ReadOnlySpan<char> value)
    {
        ReadOnlySpan<byte> bytes = block.AsSpan(line.Start, line.End - line.Start);
        bool isNamed = name.Length == 0
            ? bytes[0] == ':' || !bytes.Contains((byte)':')
            : bytes.Length > name.Length && bytes[name.Length] == ':' && Is(line.Start, bytes[..name.Length], name);
        value = isNamed ? Text(ValueOf(line, NameLength(bytes, name.Length))) : default;
        return isNamed;
    }

    private bool Is(int start, ReadOnlySpan<byte> found, string name)
        => Ascii.IsValid(name)
            ? Ascii.EqualsIgnoreCase(found, name) && !name.Contains(':', StringComparison.Ordinal)
            : !found.Contains((byte)':') && Text((start, start + found.Length)).Equals(name, StringComparison.OrdinalIgnoreCase);

    private static int NameLength(ReadOnlySpan<byte> line, int length) => line[length] == ':' ? length : -1;

    /// <param name="line">The line.</param>
    /// <param name="nameLength">Where its colon is; -1 when it has none.</param>
    private (int Start, int End) ValueOf((int Start, int End) line, int nameLength)
    {
        (int start, int end) = (line.Start + nameLength + 1, line.End);
        while (start < end && block[start] is (byte)' ' or (byte)'\t')
        {
            start++;
        }

        while (end > start && block[end - 1] is (byte)' ' or (byte)'\t')
        {
            end--;
        }

        return (start, end);
    }

    /// <summary>Most lines have one space behind the colon, and stand as they came.</summary>
    private ReadOnlySpan<char> Whole((int Start, int End) line)
    {
        ReadOnlySpan<byte> bytes = block.AsSpan(line.Start, line.End - line.Start);
        int colon = bytes.IndexOf((byte)':');
        (int Start, int End) value = ValueOf(line, colon);
        if (colon >= 0 && value.Start == line.Start + colon + 2 && value.End == line.End && bytes[colon + 1] == ' ')
        {
            return Text(line);
        }

        int length = Math.Max(0, colon) + 2 + value.End - value.Start;
        if (lineRoom.Length < length)
        {
            lineRoom = new char[Math.Max(length, lineRoom.Length * 2)];
        }

        Encoding.Latin1.GetChars(bytes[..Math.Max(0, colon)], lineRoom);
        ": ".CopyTo(lineRoom.AsSpan(Math.Max(0, colon)));
        Text(value).CopyTo(lineRoom.AsSpan(Math.Max(0, colon) + 2));
        return lineRoom.AsSpan(0, length);
    }

    private ReadOnlySpan<char> Text((int Start, int End) part)
    {
        int length = part.End - part.Start;
        Span<char> text = room.AsSpan(part.Start, length);
        Encoding.Latin1.GetChars(block.AsSpan(part.Start, length), text);
        return text;
    }

    private string Word((int Start, int End) part)
    {
        ReadOnlySpan<byte> bytes = block.AsSpan(part.Start, part.End - part.Start);
        foreach (string text in Common)
        {
            if (bytes.Length == text.Length && Ascii.Equals(bytes, text))
            {
                return text;
            }
        }

        return Encoding.Latin1.GetString(bytes);
    }

    private void Split((int Start, int End) line, StartLineKind kind)
    {
        ReadOnlySpan<byte> bytes = block.AsSpan(line.Start, line.End - line.Start);
        (first, second, third) = (line, default, default);
        int space = bytes.IndexOf((byte)' ');
        if (space < 0)
        {
            return;
        }

        int behind = line.Start + space + 1;
        ReadOnlySpan<byte> rest = bytes[(space + 1)..];
        int end = kind == StartLineKind.Request ? rest.LastIndexOf((byte)' ') : rest.IndexOf((byte)' ');
        first = (line.Start, line.Start + space);
        second = (behind, end < 0 ? line.End : behind + end);
        third = end < 0 ? default : (behind + end + 1, line.End);
    }

    private (int Start, int End) TakeLine()
    {
        // Every line has a CRLF and hardly any a bare LF: one octet is found faster than two.
        int start = position;
        ReadOnlySpan<byte> rest = block.AsSpan(start);
        int end = 0;
        do
        {
            int found = rest[end..].IndexOf((byte)'\n');
            if (found < 0)
            {
                position = block.Length;
                return (start, block.Length);
            }

            end += found + 1;
        }
        while (end < 2 || rest[end - 2] != '\r');
        position += end;
        return (start, start + end - 2);
    }
}
