namespace Proximity.Cli.Running;

/// <summary>What the system refuses of a file, and how to say it.</summary>
internal static class FileProblem
{
    /// <summary>True for what opening or reading a file that somebody has named may end with.</summary>
    public static bool Is(Exception exception)
        => exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>
    /// True for what writing a file ends with when the system refuses. A file beyond the limit of its size (EFBIG) comes as an argument out
    /// of range.
    /// </summary>
    public static bool IsOfWriting(Exception exception)
        => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>The end of a sentence. For a folder the system says that it is not there, or that access is denied.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What reading it ended with.</param>
    public static string Describe(string path, Exception exception) => exception switch
    {
        _ when Directory.Exists(path) => "it is a folder.",
        FileNotFoundException => "there is no such file.",
        DirectoryNotFoundException => $"there is no folder {Path.GetDirectoryName(Path.GetFullPath(path))}.",
        _ => exception.Message,
    };
}
