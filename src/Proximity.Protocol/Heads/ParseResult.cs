using Proximity.Protocol.Faults;

namespace Proximity.Protocol.Heads;

/// <summary>What a head parser made of the bytes it was shown.</summary>
/// <param name="State">Whether there is a head.</param>
/// <param name="Consumed">How many bytes belong to it, when done.</param>
/// <param name="Fault">What is wrong, when the state is fault.</param>
internal readonly record struct ParseResult(ParseState State, int Consumed = 0, Fault? Fault = null)
{
    public static ParseResult NeedMore => default;

    public static ParseResult Refused(Fault fault) => new(ParseState.Fault, 0, fault);
}
