namespace Proximity.Network.Tests.Fixtures;

/// <summary>The programs the tests talk to.</summary>
public static class Tool
{
    private static readonly string[] SystemDirectories = ["/usr/sbin", "/sbin", "/usr/local/sbin"];

    /// <summary>The path of a program; fails with what to install when it is missing, it never skips.</summary>
    public static string Find(string name)
    {
        string[] directories = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), .. SystemDirectories];
        return directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"The network tests need the program '{name}', and it is not installed. test.sh installs everything they need.");
    }
}
