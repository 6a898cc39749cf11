namespace Proximity.Control;

/// <summary>What was sent, and what came of it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The URL.</param>
/// <param name="Headers">The fields, each a name and a value.</param>
/// <param name="BodyBytes">How long the body is.</param>
/// <param name="DryRun">True when nothing was sent.</param>
/// <param name="Id">The id of the new flow; left out when none was recorded.</param>
/// <param name="Status">The status of its response.</param>
/// <param name="Problem">Why there was no response.</param>
internal sealed record ResendOutput(
    string Method,
    string Url,
    IReadOnlyList<IReadOnlyList<string>> Headers,
    long BodyBytes,
    bool DryRun,
    long? Id,
    int? Status,
    string? Problem);
