namespace Proximity.Protocol.Messages;

/// <summary>How much of a message is read.</summary>
/// <param name="MaxDepth">How deep messages and groups may stand within each other; the outermost message is 1. What is deeper is not taken
/// for a message.</param>
/// <param name="MaxFields">How many fields the whole tree may have.</param>
/// <param name="MaxBytes">How many bytes are looked at.</param>
internal readonly record struct ProtobufLimits(int MaxDepth, int MaxFields, int MaxBytes)
{
    /// <summary>50 levels, 50,000 fields and 4 MiB.</summary>
    public static ProtobufLimits Default { get; } = new(50, 50_000, 4 * 1024 * 1024);
}
