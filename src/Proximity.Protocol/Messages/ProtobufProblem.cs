namespace Proximity.Protocol.Messages;

/// <summary>Where and why reading a message ended early.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Offset">The byte at which the tag, number or value begins that could not be read, counted from 0.</param>
internal readonly record struct ProtobufProblem(ProtobufProblemKind Kind, int Offset)
{
    /// <summary>A sentence for people.</summary>
    public string Text => Kind switch
    {
        ProtobufProblemKind.Cut => "The input ends within a field.",
        ProtobufProblemKind.LongVarint => "A varint has more than ten bytes or 64 bits.",
        ProtobufProblemKind.FieldNumber => "A field number is zero or larger than 536870911.",
        ProtobufProblemKind.WireType => "A wire type is 6 or 7.",
        ProtobufProblemKind.EndGroup => "A group ends that is not open.",
        ProtobufProblemKind.UnclosedGroup => "The input ends within a group.",
        ProtobufProblemKind.TooDeep => "Groups nest too deep.",
        ProtobufProblemKind.TooManyFields => "There are too many fields.",
        _ => "The input is too long.",
    };
}
