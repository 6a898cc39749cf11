namespace Proximity.Protocol.Messages;

/// <summary>Why a message could not be read to its end.</summary>
internal enum ProtobufProblemKind : byte
{
    /// <summary>The input ends within a tag or a value.</summary>
    Cut,

    /// <summary>A varint has more than ten bytes or more than 64 bits.</summary>
    LongVarint,

    /// <summary>A tag is zero or larger than 32 bits, or its field number is zero.</summary>
    FieldNumber,

    /// <summary>The wire type is 6 or 7.</summary>
    WireType,

    /// <summary>A group ends that has not begun, or within another one.</summary>
    EndGroup,

    /// <summary>The input ends within a group.</summary>
    UnclosedGroup,

    /// <summary>Groups nest deeper than the limit.</summary>
    TooDeep,

    /// <summary>There are more fields than the limit.</summary>
    TooManyFields,

    /// <summary>The input is longer than the limit.</summary>
    TooLong,
}
