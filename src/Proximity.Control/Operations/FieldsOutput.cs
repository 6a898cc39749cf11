namespace Proximity.Control;

/// <summary>What filters can ask for.</summary>
/// <param name="Fields">The fields.</param>
/// <param name="Flags">The words behind <c>is:</c>.</param>
internal sealed record FieldsOutput(IReadOnlyList<FieldFacts> Fields, IReadOnlyList<FlagFacts> Flags);
