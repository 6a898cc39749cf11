namespace Proximity.Filters;

/// <summary>What is wrong with the text of a filter.</summary>
/// <param name="Message">An English sentence.</param>
/// <param name="Position">Where it stands, in UTF-16 code units from 0.</param>
/// <param name="Length">How long that is; 0 where something is missing.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in that line, from 1.</param>
public sealed record FilterError(string Message, int Position, int Length, int Line, int Column)
{
    /// <summary>What was probably meant, to be written in the place of what is wrong; null when nothing is near.</summary>
    public string? Meant { get; init; }

    /// <summary>The place, the sentence, and the question whether something else was meant.</summary>
    public override string ToString() => $"{Line}:{Column}: {Message}{(Meant is null ? "" : $" Did you mean {Meant}?")}";
}
