namespace Proximity.Load.Generators;

/// <summary>What one thread of a <see cref="ThreadedGenerator"/> does again and again, on a connection of its own.</summary>
internal interface ISession : IDisposable
{
    /// <summary>Does it once and returns how much that was: one, or GiB.</summary>
    double Step();
}
