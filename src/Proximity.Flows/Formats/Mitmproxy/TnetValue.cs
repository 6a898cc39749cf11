using System.Globalization;
using System.Text;

namespace Proximity.Formats.Mitmproxy;

/// <summary>
/// A value of a typed netstring: length in decimal, a colon, the payload, one character for the type. Its parts are read when they are
/// asked for; a value of another type than expected is a default, a broken one is a fault of the file.
/// </summary>
/// <param name="Tag">The type: <c>,</c> bytes, <c>;</c> text, <c>#</c> integer, <c>^</c> float, <c>!</c> boolean, <c>~</c> null,
/// <c>]</c> list, <c>}</c> dictionary; 0 for a value that is not there.</param>
/// <param name="Payload">The bytes between colon and type.</param>
internal readonly record struct TnetValue(char Tag, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The most digits of a length that is used.</summary>
    private const int MaxDigits = 10;

    public bool IsDictionary => Tag == '}';

    public bool IsNull => Tag is '~' or '\0';

    /// <summary>Bytes or text; empty for another type.</summary>
    public ReadOnlyMemory<byte> Bytes => Tag is ',' or ';' ? Payload : default;

    /// <summary>Text, an octet for each character when it stands as bytes; null for another type.</summary>
    public string? Text => Tag switch
    {
        ';' => Encoding.UTF8.GetString(Payload.Span),
        ',' => FieldText.GetString(Payload.Span),
        _ => null,
    };

    public bool IsTrue => Tag == '!' && Payload.Span.SequenceEqual("true"u8);

    /// <summary>An integer or a float; null for another type.</summary>
    public decimal? Number => Tag is '#' or '^'
        && decimal.TryParse(Payload.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    /// <summary>The member of a dictionary, whose key may be bytes or text; a value that is not there when there is none.</summary>
    /// <exception cref="FlowFormatException">The dictionary is broken before it.</exception>
    public TnetValue this[string key]
    {
        get
        {
            ReadOnlyMemory<byte> rest = IsDictionary ? Payload : default;
            while (!rest.IsEmpty)
            {
                TnetValue name = Take(ref rest);
                TnetValue value = Take(ref rest);
                if (Ascii.Equals(name.Bytes.Span, key))
                {
                    return value;
                }
            }

            return default;
        }
    }

    /// <summary>The members of a list; none for another type.</summary>
    /// <exception cref="FlowFormatException">The list is broken.</exception>
    public List<TnetValue> Items
    {
        get
        {
            List<TnetValue> items = [];
            ReadOnlyMemory<byte> rest = Tag == ']' ? Payload : default;
            while (!rest.IsEmpty)
            {
                items.Add(Take(ref rest));
            }

            return items;
        }
    }

    private static TnetValue Take(ref ReadOnlyMemory<byte> rest)
    {
        ReadOnlySpan<byte> span = rest.Span;
        int colon = span[..Math.Min(span.Length, MaxDigits + 1)].IndexOf((byte)':');
        if (colon <= 0
            || !int.TryParse(span[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length >= span.Length - colon - 1)
        {
            throw new FlowFormatException("A value in the file has no length, or is longer than what it stands in.");
        }

        var value = new TnetValue((char)span[colon + 1 + length], rest.Slice(colon + 1, length));
        rest = rest[(colon + length + 2)..];
        return value;
    }
}
