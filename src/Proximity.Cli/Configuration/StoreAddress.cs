using System.Text.RegularExpressions;

namespace Proximity.Cli.Configuration;

/// <summary>The addresses of stores that are no files. They may hold a password, which is shown nowhere.</summary>
internal static partial class StoreAddress
{
    /// <summary>True for what begins with a scheme of two letters or more: one and a colon is a drive.</summary>
    public static bool IsOne(string text) => SchemePattern().IsMatch(text);

    /// <summary>The scheme of an address in small letters, without what follows it; null for the name of a file.</summary>
    public static string? SchemeOf(string text)
        => IsOne(text) ? text[..text.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant() : null;

    /// <summary>What may be shown of an address, or of several with commas between; the name of a file is shown as it is.</summary>
    public static string Shown(string text)
        => IsOne(text) ? string.Join(',', text.Split(',').Select(part => ShownPart(IsOne(part) ? part : $"nats://{part}"))) : text;

    /// <summary>
    /// The query goes as a whole: somebody may have written a password there. Of what cannot be read nothing but the scheme stays.
    /// </summary>
    private static string ShownPart(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return $"{SchemeOf(address)}://***";
        }

        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = uri.UserInfo.Length == 0 ? "" : $"{uri.UserInfo.AsSpan(0, colon + 1)}***@";
        return $"{uri.Scheme}://{user}{uri.Authority}{uri.AbsolutePath.TrimEnd('/')}";
    }

    [GeneratedRegex("^[a-z][a-z0-9+.-]+://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SchemePattern();
}
