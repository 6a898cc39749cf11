using Proximity.Control;

namespace Proximity.Inspector.Live;

/// <summary>
/// Counts what operations have changed, so that views look again: a store does not say when a flow is annotated or deleted.
/// </summary>
internal sealed class LiveChanges
{
    private int changes;
    private int deletions;

    /// <summary>How many operations have changed anything.</summary>
    public int Changes => Volatile.Read(ref changes);

    /// <summary>How many operations may have deleted flows.</summary>
    public int Deletions => Volatile.Read(ref deletions);

    /// <summary>Counts an operation that was carried out.</summary>
    public void Note(Operation operation)
    {
        if (operation.Effect == OperationEffect.Destroys)
        {
            Interlocked.Increment(ref deletions);
        }

        if (operation.Effect != OperationEffect.Reads)
        {
            Interlocked.Increment(ref changes);
        }
    }
}
