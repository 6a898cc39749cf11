using System.Globalization;
using System.IO.Compression;

namespace Proximity.Formats.Saz;

/// <summary>The entries of one session in an archive.</summary>
/// <param name="Key">What the names of its entries have in common.</param>
/// <param name="Digits">Its number as the names have it.</param>
internal sealed record SazSession(string Key, string Digits)
{
    /// <summary>The number to order by; sessions without one come last.</summary>
    public long Number { get; } = long.TryParse(Digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number
        : long.MaxValue;

    public ZipArchiveEntry? Request { get; init; }

    public ZipArchiveEntry? Response { get; init; }

    public ZipArchiveEntry? Metadata { get; init; }
}
