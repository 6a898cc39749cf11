using Proximity.Protocol.Faults;

namespace Proximity.WebSockets;

/// <summary>Why a direction cannot go on.</summary>
/// <param name="Fault">What went wrong.</param>
/// <param name="CloseCode">The code that both peers are told; 0 when a wire is broken and there is nothing to tell.</param>
internal sealed record SideEnd(Fault Fault, int CloseCode = 0);
