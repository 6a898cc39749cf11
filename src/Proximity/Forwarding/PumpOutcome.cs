using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>How the transfer of a body ended.</summary>
internal enum PumpEnd : byte
{
    Complete,

    /// <summary>The source closed or failed before the body was whole.</summary>
    SourceFailed,

    /// <summary>The source's chunked coding is not valid.</summary>
    Malformed,

    /// <summary>The sink could not be written to.</summary>
    SinkFailed,
}

/// <param name="End">How it ended.</param>
/// <param name="Wire">The failed operation's result, for a failure of a wire.</param>
/// <param name="Fault">What is wrong with the coding, when malformed.</param>
internal readonly record struct PumpOutcome(PumpEnd End, WireResult Wire = default, Fault? Fault = null)
{
    public bool IsComplete => End == PumpEnd.Complete;
}
