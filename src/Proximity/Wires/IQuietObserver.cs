namespace Proximity.Wires;

/// <summary>Is called when a wire that nobody reads from is no longer quiet.</summary>
internal interface IQuietObserver
{
    /// <summary>
    /// Called from any thread, perhaps more than once, and perhaps for no reason: the wire's own <see cref="Wire.IsQuiet"/> says.
    /// </summary>
    void OnDisturbed();
}
