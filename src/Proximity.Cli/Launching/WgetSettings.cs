using Proximity.Cli.Authority;

namespace Proximity.Cli.Launching;

/// <summary>wget has no variable for an authority where it is built on GnuTLS, only a line of its settings, and a proxy in its settings counts for more than one in the environment.</summary>
internal static class WgetSettings
{
    /// <summary>More than any settings file; what is longer is not read.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The user's settings, and behind them those for the proxy: the last line of a kind counts, and an empty list of exceptions ends the one before.</summary>
    public static string Make(string url, string bundlePath, Machine machine)
        => $"{Own(machine)}\nuse_proxy=on\nno_proxy=\nhttp_proxy={url}\nhttps_proxy={url}\nca_certificate={bundlePath}\n";

    /// <summary>The lines of the file that wget would read: the one that <c>WGETRC</c> names, else the one in the user's folder.</summary>
    private static string Own(Machine machine)
    {
        var file = machine.Environment("WGETRC") is { Length: > 0 } named ? named : machine.HomePath(".wgetrc");
        try
        {
            return File.Exists(file) && new FileInfo(file).Length <= MaxBytes ? File.ReadAllText(file) : string.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // wget could not read it either.
            return string.Empty;
        }
    }
}
