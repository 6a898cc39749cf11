using System.Net;
using System.Runtime.InteropServices;

namespace Proximity.Tls;

/// <summary>
/// Clients that are in one state of <see cref="ClientTrustMemory"/>, at most <paramref name="capacity"/>: beyond, the one not asked for
/// longest goes. No operation looks at entries of other
/// clients. Not thread-safe.
/// </summary>
/// <param name="capacity">The most entries.</param>
/// <param name="span">How long an entry lasts.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ClientTable(int capacity, TimeSpan span, TimeProvider timeProvider)
{
    private readonly Dictionary<ClientTrustMemory.Key, LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> byUse = new();
    private readonly Dictionary<IPAddress, HashSet<ClientTrustMemory.Key>> byClient = [];

    /// <summary>How many entries there are, those included that are over and were not asked for since.</summary>
    public int Count => entries.Count;

    /// <summary>True when the client is in this state; it counts as used then.</summary>
    public bool Contains(in ClientTrustMemory.Key key) => Contains(key, out _);

    /// <summary>True when the client is in this state; it counts as used then.</summary>
    /// <param name="key">The client.</param>
    /// <param name="noted">Since when, a timestamp of the clock.</param>
    public bool Contains(in ClientTrustMemory.Key key, out long noted)
    {
        noted = 0;
        if (!entries.TryGetValue(key, out LinkedListNode<Entry>? node))
        {
            return false;
        }

        if (timeProvider.GetElapsedTime(node.Value.Noted) >= span)
        {
            Remove(key);
            return false;
        }

        byUse.Remove(node);
        byUse.AddFirst(node);
        noted = node.Value.Noted;
        return true;
    }

    /// <summary>Adds a client that is not in the table.</summary>
    public void Add(in ClientTrustMemory.Key key)
    {
        if (entries.Count >= capacity)
        {
            Remove(byUse.Last!.Value.Key);
        }

        entries.Add(key, byUse.AddFirst(new Entry(key, timeProvider.GetTimestamp())));
        ref HashSet<ClientTrustMemory.Key>? ofClient = ref CollectionsMarshal.GetValueRefOrAddDefault(byClient, key.Client, out _);
        ofClient ??= [];
        ofClient.Add(key);
    }

    public void Remove(in ClientTrustMemory.Key key)
    {
        if (!entries.Remove(key, out LinkedListNode<Entry>? node))
        {
            return;
        }

        byUse.Remove(node);
        HashSet<ClientTrustMemory.Key> ofClient = byClient[key.Client];
        ofClient.Remove(key);
        if (ofClient.Count == 0)
        {
            byClient.Remove(key.Client);
        }
    }

    /// <summary>Removes what is known of one address.</summary>
    public void RemoveAll(IPAddress client)
    {
        if (byClient.TryGetValue(client, out HashSet<ClientTrustMemory.Key>? ofClient))
        {
            foreach (ClientTrustMemory.Key key in ofClient.ToArray())
            {
                Remove(key);
            }
        }
    }

    private readonly record struct Entry(ClientTrustMemory.Key Key, long Noted);
}
