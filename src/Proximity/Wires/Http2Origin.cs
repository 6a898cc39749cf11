namespace Proximity.Wires;

/// <summary>One HTTP/2 connection to an origin, which carries many exchanges at a time. Thread-safe.</summary>
internal abstract class Http2Origin
{
    /// <summary>True while the origin takes further streams: the connection stands, and no GOAWAY came.</summary>
    public abstract bool IsUsable { get; }

    /// <summary>
    /// Completes when the origin has said how many streams it admits, or never will. Before, one wire at a time is given: the origin speaks
    /// when it hears the first request.
    /// </summary>
    public abstract Task Settled { get; }

    /// <summary>True when the origin takes extended CONNECTs (RFC 8441 §3); null while that is not known.</summary>
    public abstract bool? TakesExtendedConnect { get; }

    /// <summary>
    /// Called when the last open wire was closed, and when the connection is of no more use while none is open; on any thread.
    /// </summary>
    public Action? WhenUnused { get; set; }

    /// <summary>
    /// A wire that carries one HTTP/1.1 exchange after the other, each on a stream of its own. Null when the origin admits no further
    /// stream at this time, or none ever again.
    /// </summary>
    public abstract Wire? TryOpen();

    /// <summary>Ends the connection in order, unless a wire is open on it. True when it has ended.</summary>
    public abstract bool TryEnd();

    /// <summary>Ends the connection and with it every wire on it.</summary>
    public abstract void Abort();
}
