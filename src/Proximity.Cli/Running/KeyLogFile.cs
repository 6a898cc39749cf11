namespace Proximity.Cli.Running;

/// <summary>
/// The file that <c>SSLKEYLOGFILE</c> names. A user who reads it can read every connection: it is made for its owner alone, before the
/// runtime would make it for everybody. One that is there
/// keeps the mode that its owner gave it.
/// </summary>
internal static class KeyLogFile
{
    /// <summary>The variable, which other programs know as well.</summary>
    public const string Variable = "SSLKEYLOGFILE";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes the file when it is not there. Returns what its owner should know, a sentence, or null.</summary>
    public static string? Prepare(string path)
    {
        try
        {
            Create(path);
            return null;
        }
        catch (IOException) when (File.Exists(path))
        {
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0
                ? $"{path} ({Variable}) can be read by other users, and with it every connection of this proxy. Make it private: chmod 600 {path}"
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{path} ({Variable}) cannot be made: {exception.Message} No TLS secrets are logged.";
        }
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        new FileStream(path, options).Dispose();
    }
}
