namespace Proximity.Formats;

/// <summary>Reads base64 as programs write it: with or without padding and line breaks, in both alphabets.</summary>
internal static class Base64Text
{
    /// <summary>The bytes; null when the text is no base64.</summary>
    public static byte[]? Decode(string text)
    {
        byte[] bytes = new byte[((text.Length / 4) + 1) * 3];
        if (Convert.TryFromBase64String(text, bytes, out int written))
        {
            return bytes[..written];
        }

        string plain = string.Concat(
            text.Where(character => !char.IsWhiteSpace(character))).Replace('-',
            '+').Replace('_',
            '/').TrimEnd('=');
        plain = plain.PadRight((plain.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(plain, bytes = new byte[plain.Length], out written) ? bytes[..written] : null;
    }
}
