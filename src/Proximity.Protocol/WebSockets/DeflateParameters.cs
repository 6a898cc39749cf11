namespace Proximity.Protocol.WebSockets;

/// <summary>What was agreed for compressing the messages of one direction (RFC 7692 §7.1).</summary>
/// <param name="NoContextTakeover">Each message is compressed by itself.</param>
/// <param name="WindowBits">References go back at most two to this power of bytes; 8 to 15.</param>
internal readonly record struct DeflateParameters(bool NoContextTakeover, int WindowBits);
