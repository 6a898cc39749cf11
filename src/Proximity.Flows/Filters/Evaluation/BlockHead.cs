using System.Text;
using Proximity.Filters.Matching;
using Proximity.Flows;

namespace Proximity.Filters.Evaluation;

/// <summary>
/// A received head, of which only what is asked for becomes strings. It sees the same lines as <see cref="HeadSplitter"/>, which makes an
/// object of each. Used again and again, by one thread at a time.
/// </summary>
internal sealed class BlockHead
{
    /// <summary>A reader of rows asks for a few fields, some of them several times.</summary>
    private const int MostKnown = 4;

    private static readonly string[] Common =
        ["GET", "POST", "PUT", "HEAD", "DELETE", "CONNECT", "OPTIONS", "PATCH", "HTTP/1.1", "HTTP/1.0", "OK"];

    private readonly (string? Name, string? Value)[] known = new (string?, string?)[MostKnown];
    private byte[] block = [];
    private StartLineKind lineKind;
    private (string First, string Second, string Third)? line;
    private int lineStart;
    private int fields;
    private int knownCount;

    /// <summary>The method of a request, the version of a response.</summary>
    public string First => Line.First;

    /// <summary>The request target, or the status in decimal.</summary>
    public string Second => Line.Second;

    /// <summary>The version of a request, the reason phrase of a response.</summary>
    public string Third => Line.Third;

    private (string First, string Second, string Third) Line => line ??= Split();

    /// <summary>Takes a head.</summary>
    public void Read(byte[] head, StartLineKind kind)
    {
        (block, lineKind, line, knownCount) = (head, kind, null, 0);
        int position = 0;
        do
        {
            // RFC 9112 §2.2: an empty line before the request line is to be ignored.
            lineStart = position;
        }
        while (TakeLine(ref position).IsEmpty && position < block.Length);
        fields = position;
    }

    /// <summary>True when a value of a field matches.</summary>
    public bool Any(string name, TextMatcher matcher)
    {
        int position = fields;
        for (ReadOnlySpan<byte> next = TakeLine(ref position); !next.IsEmpty; next = TakeLine(ref position))
        {
            if (Names(next, name) && matcher.Matches(Value(next, name)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first value of a field; null when it is absent.</summary>
    public string? Find(string name)
    {
        for (int i = 0; i < knownCount; i++)
        {
            if (ReferenceEquals(known[i].Name, name))
            {
                return known[i].Value;
            }
        }

        string? value = Search(name);
        if (knownCount < MostKnown)
        {
            known[knownCount++] = (name, value);
        }

        return value;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        foreach (string text in Common)
        {
            if (Ascii.Equals(bytes, text))
            {
                return text;
            }
        }

        return Encoding.Latin1.GetString(bytes);
    }

    private string? Search(string name)
    {
        int position = fields;
        for (ReadOnlySpan<byte> next = TakeLine(ref position); !next.IsEmpty; next = TakeLine(ref position))
        {
            if (Names(next, name))
            {
                return Value(next, name);
            }
        }

        return null;
    }

    private static bool Names(ReadOnlySpan<byte> fieldLine, string name)
        => fieldLine.Length > name.Length && fieldLine[name.Length] == ':' && Ascii.EqualsIgnoreCase(fieldLine[..name.Length], name);

    private static string Value(ReadOnlySpan<byte> fieldLine, string name)
        => Encoding.Latin1.GetString(fieldLine[(name.Length + 1)..].Trim(" \t"u8));

    private (string First, string Second, string Third) Split()
    {
        int position = lineStart;
        ReadOnlySpan<byte> all = TakeLine(ref position);
        int space = all.IndexOf((byte)' ');
        if (space < 0)
        {
            return (TextOf(all), string.Empty, string.Empty);
        }

        ReadOnlySpan<byte> rest = all[(space + 1)..];
        int second = lineKind == StartLineKind.Request ? rest.LastIndexOf((byte)' ') : rest.IndexOf((byte)' ');
        return (
            TextOf(all[..space]),
            Encoding.Latin1.GetString(second < 0 ? rest : rest[..second]),
            second < 0 ? string.Empty : TextOf(rest[(second + 1)..]));
    }

    private ReadOnlySpan<byte> TakeLine(scoped ref int position)
    {
        // Every line has a CRLF and hardly any a bare LF: one octet is found faster than two.
        ReadOnlySpan<byte> rest = block.AsSpan(position);
        int end = 0;
        do
        {
            int found = rest[end..].IndexOf((byte)'\n');
            if (found < 0)
            {
                position = block.Length;
                return rest;
            }

            end += found + 1;
        }
        while (end < 2 || rest[end - 2] != '\r');
        position += end;
        return rest[..(end - 2)];
    }
}
