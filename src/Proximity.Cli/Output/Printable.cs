using System.Globalization;
using System.Text;

namespace Proximity.Cli.Output;

/// <summary>Makes text from elsewhere fit to be shown: a peer must not forge a line or drive the terminal, and no password is printed.</summary>
internal static class Printable
{
    /// <summary>The text with control and formatting characters written as <c>\xNN</c> or <c>\uNNNN</c>.</summary>
    public static string Text(string text)
    {
        foreach (var character in text)
        {
            if (IsHarmful(character))
            {
                return Escaped(text);
            }
        }

        return text;
    }

    /// <summary>The same of a text of several lines, whose line ends and tabs stay.</summary>
    public static string Lines(string text) => string.Join('\n', text.Split('\n').Select(static line
        => string.Join('\t', line.TrimEnd('\r').Split('\t').Select(Text))));

    /// <summary>A request target without user information.</summary>
    public static string WithoutUserInformation(string url) => TryFindUserInformation(url, out var start, out var end) ? url.Remove(start, end - start) : url;

    /// <summary>A proxy's address with its password hidden; what stands alone before the host may be a token, and is hidden too.</summary>
    public static string WithoutPassword(string proxy)
    {
        if (!TryFindUserInformation(proxy, out var start, out var end))
        {
            return proxy;
        }

        var colon = proxy.IndexOf(':', start, end - start);
        return $"{proxy.AsSpan(0, colon < 0 ? start : colon + 1)}***{proxy.AsSpan(end - 1)}";
    }

    /// <summary>From the start of the authority to behind its last <c>@</c>; a password may hold further ones, unencoded.</summary>
    private static bool TryFindUserInformation(string url, out int start, out int end)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        start = scheme < 0 ? 0 : scheme + 3;
        var length = url.AsSpan(start).IndexOfAny('/', '?', '#');
        end = length < 0 ? url.Length : start + length;
        end = url.LastIndexOf('@', Math.Max(end - 1, 0), Math.Max(end - start, 0)) + 1;
        return end > start;
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            escaped.Append(IsHarmful(character) ? Escape(character) : character.ToString());
        }

        return escaped.ToString();
    }

    private static string Escape(char character) => character <= 0xFF
        ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)character:X2}")
        : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");

    /// <summary>Formatting characters turn the direction of text, which can disguise a host name.</summary>
    private static bool IsHarmful(char character) => char.IsControl(character)
        || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
