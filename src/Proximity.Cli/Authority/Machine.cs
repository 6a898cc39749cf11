namespace Proximity.Cli.Authority;

/// <summary>Where a machine keeps what is trusted, as far as it differs: tests put a folder of their own in its place.</summary>
/// <param name="Root">The root of the file system, with a separator at its end.</param>
/// <param name="Home">The user's folder.</param>
/// <param name="Tools">Its programs.</param>
/// <param name="Environment">Its environment variables.</param>
internal sealed record Machine(string Root, string Home, ITools Tools, Func<string, string?> Environment)
{
    /// <summary>The one this program runs on.</summary>
    public static Machine This() => new("/", System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), new InstalledTools(), System.Environment.GetEnvironmentVariable);

    /// <summary>A path from the root.</summary>
    public string Path(string path) => System.IO.Path.Combine(Root, path.TrimStart('/'));

    /// <summary>A path from the user's folder.</summary>
    public string HomePath(string path) => System.IO.Path.Combine(Home, path);
}
