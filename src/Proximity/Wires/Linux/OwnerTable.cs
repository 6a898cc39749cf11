namespace Proximity.Wires.Linux;

/// <summary>
/// Who the descriptors of a loop belong to. A token is a place and the number of its use, so that an event that was on its way when its
/// descriptor was closed finds nobody, even when the place has a new owner.
/// </summary>
internal sealed class OwnerTable
{
    /// <summary>The token of a descriptor without an owner.</summary>
    public const long NoOwner = 0;

    private readonly Lock gate = new();
    private readonly Stack<int> free = new();
    private Place[] places = new Place[64];
    private int used = 1;
    private volatile int count;

    /// <summary>How many there are.</summary>
    public int Count => count;

    public long Add(IEventOwner owner)
    {
        lock (gate)
        {
            if (!free.TryPop(out int index))
            {
                index = used++;
                if (index == places.Length)
                {
                    Array.Resize(ref places, places.Length * 2);
                }

                places[index] = new Place();
            }

            Place place = places[index];
            place.Owner = owner;
            count++;
            return ((long)place.Use << 32) | (uint)index;
        }
    }

    public void Remove(long token)
    {
        lock (gate)
        {
            Place place = places[(int)token];
            if (place.Use == (int)(token >> 32))
            {
                place.Owner = null;
                place.Use++;
                count--;
                free.Push((int)token);
            }
        }
    }

    /// <summary>Null when the owner has gone.</summary>
    public IEventOwner? Find(long token)
    {
        Place place = Volatile.Read(ref places)[(int)token];
        IEventOwner? owner = place.Owner;
        return Volatile.Read(ref place.Use) == (int)(token >> 32) ? owner : null;
    }

    /// <summary>Everybody who is in it now.</summary>
    public IEventOwner[] All()
    {
        lock (gate)
        {
            return [.. places.Where(place => place?.Owner is not null).Select(place => place.Owner!)];
        }
    }

    private sealed class Place
    {
        public int Use;
        public volatile IEventOwner? Owner;
    }
}
