using Proximity.Content;

namespace Proximity.Filters;

/// <summary>What the text of a filter may refer to beyond itself.</summary>
public sealed class FilterSettings
{
    /// <summary>What every filter is read with when nothing else is said.</summary>
    internal static FilterSettings Default { get; } = new();

    /// <summary>
    /// The clock that relative times are taken from, and its zone that of times without one. The system's by default; a reader of old
    /// flows gives one that stands at the newest.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// The folder in which sets (<c>host:@block.txt</c>) are looked for; none is read outside of it. Null, the default, means that filters
    /// may not read files: a filter that comes from elsewhere would find out what they hold.
    /// </summary>
    public string? FileFolder { get; init; }

    /// <summary>True where filters are the user's own: sets may lie anywhere.</summary>
    internal bool MayReadAnyFile { get; init; }

    /// <summary>
    /// The content codings that are taken off bodies before they are searched; a body with another one has no text. gzip, deflate and br
    /// by default.
    /// </summary>
    public ContentCodings Codings { get; init; } = ContentCodings.BuiltIn;

    /// <summary>Filters with names of their own, used as <c>is:@name</c>. None by default.</summary>
    public IReadOnlyDictionary<string, string> Macros { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The session that <c>session:last</c> stands for: that of a store's newest flow. Null, the default, when nobody knows: then it
    /// matches nothing.
    /// </summary>
    public Guid? LastSession { get; init; }

    /// <summary>
    /// True when <c>#</c> at the front of a word begins a comment up to the end of the line, as in files. False by default.
    /// </summary>
    public bool HasComments { get; init; }
}
