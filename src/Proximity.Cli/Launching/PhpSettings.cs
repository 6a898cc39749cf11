namespace Proximity.Cli.Launching;

/// <summary>PHP's curl has no variable for an authority, only a setting; PHP reads settings from every file of the folders in <c>PHP_INI_SCAN_DIR</c>, the last of which counts.</summary>
internal static class PhpSettings
{
    /// <summary>Writes the settings into a folder of their own, for PHP reads all that is there, and returns the variable's value.</summary>
    public static string Write(TrustFiles files, Func<string, string?> own)
    {
        // Within single quotes nothing has a meaning but the quote.
        var settings = files.Write(Path.Combine("php", "proximity.ini"), $"curl.cainfo='{files.BundlePath}'\nopenssl.cafile='{files.BundlePath}'\n");
        var folder = Path.GetDirectoryName(settings)!;

        // An empty element stands for the folder that PHP was built with; an empty variable for none.
        return own("PHP_INI_SCAN_DIR") is { Length: 0 } ? folder : $"{own("PHP_INI_SCAN_DIR")}{Path.PathSeparator}{folder}";
    }
}
