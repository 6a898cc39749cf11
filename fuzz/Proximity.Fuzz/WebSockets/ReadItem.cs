using Proximity.Protocol.WebSockets;

namespace Proximity.Fuzz.WebSockets;

/// <summary>A message or control frame, its payload as hexadecimal digits, so that two of them compare.</summary>
internal sealed record ReadItem(Opcode Opcode, string Payload, long Length, bool IsCompressed, bool IsEncoded);
