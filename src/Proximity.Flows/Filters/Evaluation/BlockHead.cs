using System.Text;
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
    private int fields;
    private int knownCount;

    /// <summary>The method of a request, the version of a response.</summary>
    public string First { get; private set; } = string.Empty;

    /// <summary>The request target, or the status in decimal.</summary>
    public string Second { get; private set; } = string.Empty;

    /// <summary>The version of a request, the reason phrase of a response.</summary>
    public string Third { get; private set; } = string.Empty;

    /// <summary>Takes a head.</summary>
    public void Read(byte[] head, StartLineKind kind)
    {
        block = head;
        knownCount = 0;
        int position = 0;
        ReadOnlySpan<byte> line;
        do
        {
            // RFC 9112 §2.2: an empty line before the request line is to be ignored.
            line = TakeLine(ref position);
        }
        while (line.IsEmpty && position < block.Length);
        fields = position;
        Split(line, kind);
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
        for (ReadOnlySpan<byte> line = TakeLine(ref position); !line.IsEmpty; line = TakeLine(ref position))
        {
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return Encoding.Latin1.GetString(line[(name.Length + 1)..].Trim(" \t"u8));
            }
        }

        return null;
    }

    private void Split(ReadOnlySpan<byte> line, StartLineKind kind)
    {
        int space = line.IndexOf((byte)' ');
        if (space < 0)
        {
            (First, Second, Third) = (TextOf(line), string.Empty, string.Empty);
            return;
        }

        First = TextOf(line[..space]);
        ReadOnlySpan<byte> rest = line[(space + 1)..];
        int second = kind == StartLineKind.Request ? rest.LastIndexOf((byte)' ') : rest.IndexOf((byte)' ');
        Second = Encoding.Latin1.GetString(second < 0 ? rest : rest[..second]);
        Third = second < 0 ? string.Empty : TextOf(rest[(second + 1)..]);
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
