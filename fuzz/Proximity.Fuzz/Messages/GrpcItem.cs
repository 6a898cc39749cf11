using Proximity.Protocol.Messages;

namespace Proximity.Fuzz.Messages;

/// <summary>A message that is whole, its payload as hexadecimal digits, so that two of them compare.</summary>
internal sealed record GrpcItem(GrpcMessageHeader Header, bool IsTooLong, string Payload);
