using System.Diagnostics;

namespace Proximity.Protocol.Http2.Streams;

/// <summary>
/// How much DATA the peer may send, on a stream or on the connection (RFC 9113 §6.9). Bytes are in one of four places: still allowed, held
/// by us, consumed and owed to the peer, or announced, which makes them allowed again.
/// </summary>
internal struct ReceiveWindow(int sizeBytes)
{
    private int allowed = sizeBytes;
    private int owed;

    /// <summary>How large the window is when nothing is held.</summary>
    public int Size { get; private set; } = sizeBytes;

    /// <summary>What was received and not consumed yet.</summary>
    public int Held { get; private set; }

    /// <summary>Counts a frame, its padding too; false when the peer had no window for it (§6.9.1).</summary>
    public bool TryReceive(int bytes)
    {
        if (bytes > allowed)
        {
            return false;
        }

        allowed -= bytes;
        Held += bytes;
        return true;
    }

    /// <summary>
    /// Counts bytes that have left us; the increment that is announced now, or 0 while it is not worth a frame: less than half of the
    /// window.
    /// </summary>
    public int Consume(int bytes)
    {
        Debug.Assert(bytes <= Held, "more was consumed than is held");
        Held -= bytes;
        owed += bytes;
        return owed >= (Size + 1) / 2 ? Announce() : 0;
    }

    /// <summary>Makes the window larger; the increment to announce.</summary>
    public int Enlarge(int newSize)
    {
        owed += newSize - Size;
        Size = newSize;
        return Announce();
    }

    /// <summary>Takes a change of our SETTINGS_INITIAL_WINDOW_SIZE, which the peer has taken too: nothing is announced (§6.9.2).</summary>
    public void Shift(int bytes)
    {
        Size += bytes;
        allowed += bytes;
    }

    private int Announce()
    {
        int increment = owed;
        owed = 0;
        allowed += increment;
        return increment;
    }
}
