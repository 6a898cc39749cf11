namespace Proximity.Filters.Syntax;

/// <summary>The errors in one text; beyond a bound they are not kept.</summary>
internal sealed class ErrorList(string text)
{
    private readonly List<FilterError> errors = [];

    public IReadOnlyList<FilterError> Errors => errors;

    public bool IsFull => errors.Count >= FilterLimits.MaxErrors;

    public bool IsEmpty => errors.Count == 0;

    public void Add(TextRange at, string message, string? meant = null)
    {
        if (IsFull)
        {
            return;
        }

        int start = Math.Min(at.Start, text.Length);
        ReadOnlySpan<char> before = text.AsSpan(0, start);
        int line = before.Count('\n') + 1;
        int column = start - (before.LastIndexOf('\n') + 1) + 1;
        errors.Add(new FilterError(message, start, Math.Min(at.Length, text.Length - start), line, column) { Meant = meant });
    }
}
