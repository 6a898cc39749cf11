namespace Proximity.Architecture.Tests;

/// <summary>The source tree the tests were built from.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal) { "bin", "obj", "artifacts", "TestResults", "node_modules" };

    public static string Root { get; } = FindRoot();

    /// <summary>Every file that belongs to the tree, by its path from the root with forward slashes; what builds and tools leave is not part of it.</summary>
    public static IEnumerable<SourceFile> Files(params string[] extensions) => Walk(new DirectoryInfo(Root))
        .Where(file => extensions.Length == 0 || extensions.Contains(file.Extension, StringComparer.Ordinal))
        .Select(file => new SourceFile(Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName)));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The lines of a list file; empty ones and comments are left out.</summary>
    public static IEnumerable<string> List(string path) => Read(path).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.EnumerateFiles()
        .Concat(folder.EnumerateDirectories().Where(IsOurs).SelectMany(Walk));

    private static bool IsOurs(DirectoryInfo folder) => !Skipped.Contains(folder.Name) && (folder.Name[0] != '.' || folder.Name == ".ci");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Proximity.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside a source tree: no Proximity.slnx above them.");
    }
}
