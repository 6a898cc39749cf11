namespace Proximity.Cli.CommandLine;

/// <summary>What an option takes, as far as a shell can help with it.</summary>
internal enum CompletionValue
{
    /// <summary>Nothing: a flag.</summary>
    Nothing,

    /// <summary>One of a few words.</summary>
    Word,

    /// <summary>A file or folder.</summary>
    Path,

    /// <summary>Something that only the user knows.</summary>
    Other,
}
