using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>Puts load on a proxy for a while.</summary>
internal interface IGenerator
{
    Task<LoadResult> RunAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken);
}
