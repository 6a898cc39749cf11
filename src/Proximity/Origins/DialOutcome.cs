using Proximity.Protocol.Faults;

namespace Proximity.Origins;

/// <summary>A fresh connection, or the fault that says why there is none; and where the time went.</summary>
internal readonly record struct DialOutcome(OriginConnection? Connection, Fault? Fault, TimeSpan DnsTime, TimeSpan ConnectTime);
