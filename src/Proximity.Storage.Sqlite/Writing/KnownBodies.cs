namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// The bodies that were stored or used last, by their SHA-256. It replaces an index in the file: hashes come in no order, and writing a
/// tree of them took four times as long as all the rest. A body that has been forgotten is stored again.
/// </summary>
/// <param name="capacity">The most bodies that are remembered.</param>
internal sealed class KnownBodies(int capacity)
{
    private readonly Dictionary<BodyHash, LinkedListNode<(BodyHash Hash, long Id)>> byHash = [];
    private readonly Dictionary<long, LinkedListNode<(BodyHash Hash, long Id)>> byId = [];
    private readonly LinkedList<(BodyHash Hash, long Id)> byUse = new();

    public bool TryGet(BodyHash hash, out long id)
    {
        if (!byHash.TryGetValue(hash, out var node))
        {
            id = 0;
            return false;
        }

        byUse.Remove(node);
        byUse.AddLast(node);
        id = node.Value.Id;
        return true;
    }

    public void Add(BodyHash hash, long id)
    {
        if (byHash.Count >= capacity)
        {
            Remove(byUse.First!);
        }

        LinkedListNode<(BodyHash Hash, long Id)> node = byUse.AddLast((hash, id));
        byHash.Add(hash, node);
        byId.Add(id, node);
    }

    /// <summary>A body is there no longer.</summary>
    public void Forget(long id)
    {
        if (byId.TryGetValue(id, out var node))
        {
            Remove(node);
        }
    }

    /// <summary>What has been added may not be in the file: the transaction failed.</summary>
    public void Clear()
    {
        byHash.Clear();
        byId.Clear();
        byUse.Clear();
    }

    private void Remove(LinkedListNode<(BodyHash Hash, long Id)> node)
    {
        byUse.Remove(node);
        byHash.Remove(node.Value.Hash);
        byId.Remove(node.Value.Id);
    }
}
