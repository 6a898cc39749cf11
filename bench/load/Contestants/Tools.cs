namespace Proximity.Load.Contestants;

/// <summary>Finds programs as a shell would, and where Debian puts daemons.</summary>
internal static class Tools
{
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];

    public static bool Has(string name) => Find(name) is not null;

    public static string Path(string name) => Find(name) ?? throw new FileNotFoundException($"{name} is not installed; bench/run.sh installs what it can.");

    private static string? Find(string name) => Folders.Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
