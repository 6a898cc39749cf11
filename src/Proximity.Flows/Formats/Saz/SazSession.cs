using System.Globalization;
using System.IO.Compression;

namespace Proximity.Formats.Saz;

/// <summary>The entries of one session in an archive.</summary>
/// <param name="Key">Its number as the names have it.</param>
internal sealed record SazSession(string Key)
{
    /// <summary>The number to order by; sessions without one come last.</summary>
    public long Number { get; } = long.TryParse(Key, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number
        : long.MaxValue;

    public ZipArchiveEntry? Request { get; init; }

    public ZipArchiveEntry? Response { get; init; }

    public ZipArchiveEntry? Metadata { get; init; }
}
