using System.Diagnostics;

namespace Proximity.Protocol.Http2.Streams;

/// <summary>How much DATA we may send, on a stream or on the connection (RFC 9113 §6.9).</summary>
internal struct SendWindow(int initialBytes)
{
    /// <summary>What may be sent; below zero after a smaller SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 §6.9.2).</summary>
    public int Available { get; private set; } = initialBytes;

    /// <summary>
    /// Takes a WINDOW_UPDATE, or a change of SETTINGS_INITIAL_WINDOW_SIZE; false when the window would be beyond 2^31-1 (§6.9.1).
    /// </summary>
    public bool TryChange(long bytes)
    {
        long changed = Available + bytes;
        if (changed > int.MaxValue)
        {
            return false;
        }

        // From -(2^31-1) up: settings shrink a window by what they gave it before.
        Available = (int)changed;
        return true;
    }

    public void Take(int bytes)
    {
        Debug.Assert(bytes <= Math.Max(0, Available), "more was sent than the window allows");
        Available -= bytes;
    }
}
