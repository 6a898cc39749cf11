namespace Proximity.Fuzz.Tests;

/// <summary>The inputs that are kept with the sources.</summary>
internal static class Corpus
{
    private static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "corpus");

    public static IEnumerable<string> Folders => Directory.EnumerateDirectories(Root).Select(folder => Path.GetFileName(folder));

    /// <summary>A target's inputs by their file names, in a fixed order.</summary>
    public static SortedDictionary<string, byte[]> Of(IFuzzTarget target) =>
        new(Directory.EnumerateFiles(Path.Combine(Root, target.Inputs)).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), StringComparer.Ordinal);
}
