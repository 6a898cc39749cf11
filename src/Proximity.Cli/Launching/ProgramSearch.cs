namespace Proximity.Cli.Launching;

/// <summary>Finds the program of a command as a shell does: by the folders of PATH, and nowhere else, unless it is named with a folder.</summary>
internal static class ProgramSearch
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// The file to start, as a full path: .NET looks for any other beside this program first, and in the current folder. Null when there is
    /// none. One that may not be executed is found only where no other is.
    /// </summary>
    public static string? Find(string name, string? path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows looks by itself, and knows the endings.
            return name;
        }

        if (name.Contains('/', StringComparison.Ordinal))
        {
            return Path.GetFullPath(name);
        }

        string[] found = [.. (path ?? string.Empty).Split(Path.PathSeparator).Select(folder => Path.Combine(folder.Length == 0 ? "." : folder, name)).Where(File.Exists)];
        return (Array.Find(found, IsExecutable) ?? found.FirstOrDefault()) is { } file ? Path.GetFullPath(file) : null;
    }

    private static bool IsExecutable(string file) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & AnyExecute) != 0;
}
