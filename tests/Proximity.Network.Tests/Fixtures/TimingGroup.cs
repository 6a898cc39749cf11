namespace Proximity.Network.Tests.Fixtures;

/// <summary>Tests that watch the clock or count what the whole process holds: they run one after the other, when nothing else runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class TimingGroup
{
    /// <summary>The name for <c>[Collection]</c>.</summary>
    public const string Name = "Timing";
}
