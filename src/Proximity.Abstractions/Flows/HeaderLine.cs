using System.Text;

namespace Proximity.Flows;

/// <summary>
/// One field line. Immutable to look at, so that a collection can be read while it is changed. The strings of a received line are made
/// when first asked for: most lines of a message that an interceptor changes are never looked at.
/// </summary>
internal sealed class HeaderLine
{
    /// <summary>Where the name ends in the received line; the line has no name when it is 0.</summary>
    private readonly int nameLength;
    private string? name;
    private string? value;

    /// <summary>A line made by hand.</summary>
    public HeaderLine(string name, string value)
    {
        this.name = name;
        this.value = value;
    }

    /// <summary>A received line, without its CRLF.</summary>
    public HeaderLine(ReadOnlyMemory<byte> received)
    {
        Received = received;
        nameLength = Math.Max(received.Span.IndexOf((byte)':'), 0);
    }

    /// <summary>The name as spelled.</summary>
    public string Name => name ??= Encoding.Latin1.GetString(NameBytes);

    /// <summary>The value without the white space around it.</summary>
    public string Value => value ??= Encoding.Latin1.GetString(ValueBytes);

    /// <summary>The line as received, without its CRLF; empty for a line made by hand.</summary>
    public ReadOnlyMemory<byte> Received { get; }

    public bool Is(string otherName)
        => name is null && Ascii.IsValid(NameBytes)
            ? Ascii.EqualsIgnoreCase(NameBytes, otherName)
            : Name.Equals(otherName, StringComparison.OrdinalIgnoreCase);

    /// <summary>True when it can stand in a head without becoming two lines, or another name.</summary>
    public bool IsWritable => Received.IsEmpty ? IsWritableText(Name, Value) : IsWritableLine;

    private ReadOnlySpan<byte> NameBytes => Received.Span[..nameLength];

    /// <summary>A line without a colon is a value without a name; it can be seen, but not be written again.</summary>
    private ReadOnlySpan<byte> ValueBytes
    {
        get
        {
            ReadOnlySpan<byte> line = Received.Span;
            return (line[nameLength] == ':' ? line[(nameLength + 1)..] : line).Trim(" \t"u8);
        }
    }

    private bool IsWritableLine
        => nameLength > 0 && !NameBytes.Contains((byte)' ') && !Received.Span.ContainsAny((byte)'\r', (byte)'\n', (byte)0);

    private static bool IsWritableText(string name, string value)
        => name.Length > 0 && !name.AsSpan().ContainsAny(' ', ':') && Latin1Line.Is(name) && Latin1Line.Is(value);
}
