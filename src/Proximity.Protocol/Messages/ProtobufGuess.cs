namespace Proximity.Protocol.Messages;

/// <summary>What a length-delimited value is taken for. The bytes do not tell: each but <see cref="Bytes"/> is a guess.</summary>
internal enum ProtobufGuess : byte
{
    /// <summary>Nothing better was found.</summary>
    Bytes,

    /// <summary>UTF-8 without control characters, or an empty value.</summary>
    Text,

    /// <summary>Fields to the last byte.</summary>
    Message,

    /// <summary>Varints to the last byte, each in its shortest form.</summary>
    PackedVarints,
}
