namespace Proximity.Protocol.Messages;

/// <summary>How a field's value is written: all that the bytes tell without a schema. 6 and 7 have no meaning.</summary>
internal enum ProtobufWireType : byte
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,

    /// <summary>The start of a group, and the type of the field that is the whole group.</summary>
    Group = 3,

    /// <summary>The end of a group; no field has this type.</summary>
    EndGroup = 4,
    Fixed32 = 5,
}
