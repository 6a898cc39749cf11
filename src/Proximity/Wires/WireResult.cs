namespace Proximity.Wires;

/// <summary>What became of a read or write.</summary>
/// <param name="Count">Bytes moved; 0 from a read without an error is the peer's end of stream.</param>
/// <param name="Error">How it failed, or none.</param>
/// <param name="Cause">The exception underneath, where there was one.</param>
internal readonly record struct WireResult(int Count, WireError Error = WireError.None, Exception? Cause = null)
{
    public bool IsOk => Error == WireError.None;

    public bool IsEnd => Error == WireError.None && Count == 0;

    public static WireResult Failure(WireError error, Exception? cause = null) => new(0, error, cause);
}
