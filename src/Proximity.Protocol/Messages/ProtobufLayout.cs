namespace Proximity.Protocol.Messages;

/// <summary>
/// How the bytes of a field part: the tag, a length when there is one, the payload, and the end of a group. Each is kept as it came,
/// shortest form or not.
/// </summary>
/// <param name="TagBytes">How many the tag has.</param>
/// <param name="LengthBytes">How many the length of a length-delimited value has; otherwise 0.</param>
/// <param name="EndBytes">How many the tag that ends a group has; 0 for other types, and for a group without an end.</param>
internal readonly record struct ProtobufLayout(int TagBytes, int LengthBytes = 0, int EndBytes = 0);
