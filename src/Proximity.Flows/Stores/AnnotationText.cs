namespace Proximity.Stores;

/// <summary>
/// How annotations lie in the tables of stores: the mark by its name, tags with commas around each, the comment as it is.
/// </summary>
internal static class AnnotationText
{
    private const char Between = ',';

    public static FlowAnnotation Read(string? mark, string? tags, string? comment)
        => mark is null && tags is null && comment is null ? FlowAnnotation.None : new FlowAnnotation
        {
            Mark = MarkOf(mark),
            Tags = tags?.Split(Between, StringSplitOptions.RemoveEmptyEntries) ?? [],
            Comment = comment,
        };

    /// <summary>The mark of a name in any case; none for everything else.</summary>
    public static FlowMark MarkOf(string? name)
        => name is [not (>= '0' and <= '9' or '-' or '+'), ..] && Enum.TryParse(name, ignoreCase: true, out FlowMark known)
            ? known
            : FlowMark.None;

    /// <summary>The name in lower case; null for none.</summary>
    public static string? Of(FlowMark mark) => mark switch
    {
        FlowMark.Red => "red",
        FlowMark.Orange => "orange",
        FlowMark.Yellow => "yellow",
        FlowMark.Green => "green",
        FlowMark.Blue => "blue",
        FlowMark.Purple => "purple",
        FlowMark.Grey => "grey",
        _ => null,
    };

    /// <summary>Such as <c>,slow,todo,</c>, so that <c>tags LIKE '%,todo,%'</c> finds a whole tag; null for none.</summary>
    public static string? Of(IReadOnlyList<string> tags) => tags.Count == 0 ? null : $"{Between}{string.Join(Between, tags)}{Between}";
}
