namespace Proximity.Cli.Configuration.Rows;

/// <summary>What a text stands for.</summary>
internal enum TextKind
{
    /// <summary>Words that must not be empty.</summary>
    Plain,

    /// <summary>A file or folder; in a configuration file a relative one starts at the file's folder.</summary>
    Path,

    /// <summary>A path, or an address with a scheme.</summary>
    PathOrAddress,

    /// <summary>A password, which may be empty.</summary>
    Secret,
}
