namespace Proximity.Control;

/// <summary>The options in force.</summary>
/// <param name="Options">The options in the order of the program's help.</param>
internal sealed record OptionsOutput(IReadOnlyList<OptionFact> Options);
