using System.Diagnostics;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// The bodies that were stored or used last, by their SHA-256. It replaces an index in the file: hashes come in no order, and writing a
/// tree of them took four times as long as all the rest. A body that has been forgotten is stored again.
/// <para>
/// Places are numbered; those in use are a ring in the order of use, through place 0, which holds nothing. Free ones are a list.
/// </para>
/// </summary>
internal sealed class KnownBodies
{
    private const int FirstPlaces = 1024;

    private readonly int capacity;
    private readonly Dictionary<BodyHash, int> byHash = new(FirstPlaces);
    private readonly Dictionary<long, int> byId = new(FirstPlaces);
    private Place[] places = new Place[FirstPlaces];
    private int used = 1;
    private int free;

    /// <param name="capacity">The most bodies that are remembered.</param>
    public KnownBodies(int capacity) => this.capacity = capacity;

    public bool TryGet(BodyHash hash, out long id)
    {
        if (!byHash.TryGetValue(hash, out int place))
        {
            id = 0;
            return false;
        }

        Unlink(place);
        LinkLast(place);
        id = places[place].Id;
        return true;
    }

    public void Add(BodyHash hash, long id)
    {
        if (byHash.Count >= capacity)
        {
            Remove(places[0].Next);
        }

        int place = Take();
        (places[place].Hash, places[place].Id) = (hash, id);
        LinkLast(place);
        byHash.Add(hash, place);
        byId.Add(id, place);
    }

    /// <summary>A body is there no longer.</summary>
    public void Forget(long id)
    {
        if (byId.TryGetValue(id, out int place))
        {
            Remove(place);
        }
    }

    /// <summary>What has been added may not be in the file: the transaction failed.</summary>
    public void Clear()
    {
        byHash.Clear();
        byId.Clear();
        places[0] = default;
        (used, free) = (1, 0);
    }

    private void Remove(int place)
    {
        Debug.Assert(place != 0, "place 0 holds no body");
        Unlink(place);
        byHash.Remove(places[place].Hash);
        byId.Remove(places[place].Id);
        places[place].Next = free;
        free = place;
    }

    private int Take()
    {
        if (free != 0)
        {
            int taken = free;
            free = places[taken].Next;
            return taken;
        }

        if (used == places.Length)
        {
            Array.Resize(ref places, places.Length * 2);
        }

        return used++;
    }

    private void Unlink(int place)
    {
        (int before, int behind) = (places[place].Previous, places[place].Next);
        places[before].Next = behind;
        places[behind].Previous = before;
    }

    private void LinkLast(int place)
    {
        int last = places[0].Previous;
        (places[place].Previous, places[place].Next) = (last, 0);
        places[last].Next = place;
        places[0].Previous = place;
    }

    private struct Place
    {
        public BodyHash Hash;
        public long Id;
        public int Previous;
        public int Next;
    }
}
