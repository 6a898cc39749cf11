namespace Proximity;

/// <summary><see cref="Verdict.RouteTo"/>.</summary>
internal sealed class RouteToVerdict(Uri origin) : Verdict
{
    public Uri Origin => origin;
}
