namespace Proximity.Wires;

/// <summary>
/// Moves bytes from one wire to another inside the system, without bringing them into this program. For long stretches; short ones are
/// cheaper copied.
/// </summary>
internal abstract class WireBridge
{
    /// <summary>Moves what is there, at most <paramref name="limit"/> bytes, and waits only for room at the sink.</summary>
    /// <param name="limit">The most to take from the source; at least 1.</param>
    /// <param name="onProgress">Called when a part has reached the sink.</param>
    public abstract ValueTask<BridgeMove> MoveAsync(long limit, Action onProgress);
}

/// <summary>What became of a move.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Count">Bytes that reached the sink, also when it failed then.</param>
/// <param name="Result">The failure underneath, where there was one.</param>
internal readonly record struct BridgeMove(BridgeEnd End, long Count = 0, WireResult Result = default);

/// <summary>How a move ended.</summary>
internal enum BridgeEnd : byte
{
    /// <summary>Bytes moved; more may be there.</summary>
    Moved,

    /// <summary>Nothing is there now: wait for the source to be readable.</summary>
    Drained,

    /// <summary>The source has ended.</summary>
    SourceEnded,

    /// <summary>The source failed.</summary>
    SourceFailed,

    /// <summary>The sink failed; what was on its way is lost.</summary>
    SinkFailed,

    /// <summary>The system has no means for it now; nothing was taken, copy instead.</summary>
    Unavailable,
}
