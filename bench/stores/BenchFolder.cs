namespace Proximity.StoreBench;

/// <summary>A folder for the files of a run, which goes with it.</summary>
internal sealed class BenchFolder : IDisposable
{
    private readonly DirectoryInfo folder;

    /// <param name="under">Where it is made; null for the folder of temporary files.</param>
    public BenchFolder(string? under)
        => folder = Directory.CreateDirectory(Path.Combine(under ?? Path.GetTempPath(), $"proximity-stores-{Guid.NewGuid():N}"));

    public string File(string name) => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
