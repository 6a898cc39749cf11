namespace Proximity.Control;

/// <summary>What is wrong with a filter, or was probably not meant.</summary>
/// <param name="Message">A sentence.</param>
/// <param name="Position">Where, in UTF-16 units from 0.</param>
/// <param name="Length">How long that place is.</param>
/// <param name="Meant">What was probably meant.</param>
internal sealed record FilterProblem(string Message, int Position, int Length, string? Meant);
