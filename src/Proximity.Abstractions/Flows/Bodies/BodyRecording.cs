namespace Proximity.Flows;

/// <summary>How one body is to be recorded. The default value records nothing.</summary>
/// <param name="Flow">Where; null for nowhere.</param>
/// <param name="Side">Whose body it is.</param>
/// <param name="ContentCodings">What its head declares.</param>
/// <param name="MaxBytes">How much of it is kept.</param>
/// <param name="Length">How long it is; -1 when its head does not tell.</param>
internal readonly record struct BodyRecording(Flow? Flow, BodySide Side, IReadOnlyList<string> ContentCodings, int MaxBytes, long Length);
