namespace Proximity.Flows.Tests;

/// <summary>A folder of its own for one test, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proximity-flows-");

    public IEnumerable<string> FileNames => folder.EnumerateFileSystemInfos().Select(file => file.Name).Order();

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public void Dispose() => folder.Delete(recursive: true);
}
