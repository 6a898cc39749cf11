namespace Proximity.Control;

/// <summary>Which hosts' TLS is opened.</summary>
/// <param name="On">Whether any is.</param>
/// <param name="Intercept">The patterns of hosts that are opened; left out for every host.</param>
/// <param name="PassThrough">The patterns of hosts that are not.</param>
/// <param name="Learned">The hosts that are not because a client refused the authority's certificate.</param>
/// <param name="DryRun">True when nothing was changed that had been asked for.</param>
internal sealed record InterceptionOutput(
    bool On, IReadOnlyList<string>? Intercept, IReadOnlyList<string> PassThrough, IReadOnlyList<string> Learned, bool DryRun);
