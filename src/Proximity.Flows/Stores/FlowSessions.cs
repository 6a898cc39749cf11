namespace Proximity.Stores;

/// <summary>
/// The session of each row of ids that a table gave: a new one when the proxy starts, and each time the ids begin anew. Thread-safe.
/// </summary>
/// <param name="timeProvider">The clock of their UUIDs.</param>
internal sealed class FlowSessions(TimeProvider timeProvider)
{
    /// <summary>An exchange may end when the table was cleared meanwhile, but hardly when it was so often.</summary>
    private const int MostKnown = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<int, Guid> known = [];

    /// <summary>The session of an epoch of the table.</summary>
    public Guid Of(int epoch)
    {
        lock (gate)
        {
            if (!known.TryGetValue(epoch, out Guid session))
            {
                session = Guid.CreateVersion7(timeProvider.GetUtcNow());
                known.Add(epoch, session);
                known.Remove(epoch - MostKnown);
            }

            return session;
        }
    }
}
