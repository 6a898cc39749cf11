using Proximity.Protocol.Faults;

namespace Proximity.Tls;

/// <summary>What became of a handshake: a wire, or the reason there is none.</summary>
/// <param name="Wire">The wire, on success.</param>
/// <param name="Fault">The reason, on failure.</param>
/// <param name="HungUp">True when the peer only closed the connection.</param>
/// <param name="WantsOtherProtocol">True when an origin said that it speaks none of the protocols that it was offered.</param>
internal readonly record struct TlsOutcome(TlsWire? Wire, Fault? Fault, bool HungUp = false, bool WantsOtherProtocol = false);
