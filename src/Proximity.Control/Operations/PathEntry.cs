namespace Proximity.Control;

/// <summary>An entry of a folder: the next part of the path of some flows.</summary>
/// <param name="Name">The part; with a slash behind it where more follows.</param>
/// <param name="Path">The path up to its end.</param>
/// <param name="Folder">True where more follows, so that it can be asked for its entries.</param>
/// <param name="Count">How many flows.</param>
/// <param name="Errors">How many of them failed.</param>
/// <param name="Filter">The filter that finds these flows.</param>
internal sealed record PathEntry(string Name, string Path, bool Folder, long Count, long Errors, string Filter);
