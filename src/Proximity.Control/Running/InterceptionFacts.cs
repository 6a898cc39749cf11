namespace Proximity.Control;

/// <summary>Which hosts' TLS a proxy opens.</summary>
/// <param name="IsOn">Whether it opens any.</param>
/// <param name="Intercept">The patterns of hosts that are opened; null for every host.</param>
/// <param name="PassThrough">The patterns of hosts that are not.</param>
/// <param name="Learned">The hosts that are not because a client refused the authority's certificate.</param>
internal sealed record InterceptionFacts(
    bool IsOn, IReadOnlyList<string>? Intercept, IReadOnlyList<string> PassThrough, IReadOnlyList<string> Learned);
