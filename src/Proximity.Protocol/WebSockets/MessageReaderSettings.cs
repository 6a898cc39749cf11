namespace Proximity.Protocol.WebSockets;

/// <summary>What a reader is to know of its direction.</summary>
/// <param name="IsFromClient">True for the client's frames, which are masked.</param>
/// <param name="Deflate">How messages are compressed; null when they are not.</param>
/// <param name="IsOpaque">True when an unknown extension was agreed: payloads are left as they are, and reserved bits and opcodes are not judged.</param>
/// <param name="KeptBytes">How many bytes of a message's payload are kept.</param>
/// <param name="StopsBeyond">True to stop at a message with more than that, false to go on without keeping them.</param>
internal readonly record struct MessageReaderSettings(bool IsFromClient, DeflateParameters? Deflate, bool IsOpaque, int KeptBytes, bool StopsBeyond);
