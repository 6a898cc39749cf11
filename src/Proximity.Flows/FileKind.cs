namespace Proximity.Flows;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>Nothing, as far as this process can see.</summary>
    Nothing,

    /// <summary>A plain file, or what cannot be told from one.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, where links are not followed.</summary>
    Link,

    /// <summary>A device, a pipe or a socket.</summary>
    Stream,
}
