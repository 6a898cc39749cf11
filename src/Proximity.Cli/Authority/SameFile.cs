namespace Proximity.Cli.Authority;

/// <summary>Whether two paths lead to one file.</summary>
internal static class SameFile
{
    private static readonly StringComparison Comparison
        = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>True when they do; a path that leads nowhere is another file.</summary>
    public static bool Is(string one, string other) => Real(Path.GetFullPath(one)).Equals(Real(Path.GetFullPath(other)), Comparison);

    /// <summary>The path without symbolic links, in its folders and at its end.</summary>
    private static string Real(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        var file = Path.Combine(Real(folder), Path.GetFileName(path));
        try
        {
            return new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A link to itself, or a folder that may not be read: writing there fails with the reason.
            return file;
        }
    }
}
