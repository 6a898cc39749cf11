namespace Proximity.Wires;

/// <summary>One HTTP/2 connection to an origin, which carries many exchanges at a time. Thread-safe.</summary>
internal abstract class Http2Origin
{
    /// <summary>True while the origin takes further streams: the connection stands, and no GOAWAY came.</summary>
    public abstract bool IsUsable { get; }

    /// <summary>
    /// A wire that carries one HTTP/1.1 exchange after the other, each on a stream of its own. Null when the origin admits no further stream at this time, or none ever again. The
    /// connection ends with the last wire that was opened on it.
    /// </summary>
    public abstract Wire? TryOpen();

    /// <summary>Ends the connection and with it every wire on it.</summary>
    public abstract void Abort();
}
