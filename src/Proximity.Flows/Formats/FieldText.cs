using System.Text;

namespace Proximity.Formats;

/// <summary>Text of a head as bytes: an octet for each character, as it was received; UTF-8 where a character does not fit.</summary>
internal static class FieldText
{
    public static byte[] GetBytes(string text)
        => text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF') ? Encoding.UTF8.GetBytes(text) : Encoding.Latin1.GetBytes(text);

    public static string GetString(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
