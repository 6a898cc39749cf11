using Proximity.Protocol.WebSockets;

namespace Proximity.WebSockets;

/// <summary>A message of the proxy's own making.</summary>
/// <param name="Opcode">What it is.</param>
/// <param name="Payload">What it says.</param>
/// <param name="Compress">True to compress it where that was agreed.</param>
internal readonly record struct OutgoingMessage(Opcode Opcode, ReadOnlyMemory<byte> Payload, bool Compress = false);
