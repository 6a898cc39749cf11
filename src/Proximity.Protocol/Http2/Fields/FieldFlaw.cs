namespace Proximity.Protocol.Http2.Fields;

/// <summary>What makes a field malformed wherever it stands (RFC 9113 §8.2).</summary>
internal enum FieldFlaw : byte
{
    None,
    Name,
    Value,
    SpaceAroundValue,
    ConnectionSpecific,
    TE,
}
