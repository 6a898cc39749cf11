namespace Proximity.Protocol.Heads;

/// <summary>The bounds of a head.</summary>
/// <param name="MaxBytes">The most bytes from the start line to the empty line, both included, and of the empty lines before a request.</param>
/// <param name="MaxFields">The most field lines.</param>
/// <param name="IsLenient">True when what <see cref="HeadMender"/> mends is mended instead of refused.</param>
internal readonly record struct HeadLimits(int MaxBytes, int MaxFields, bool IsLenient = false)
{
    public static HeadLimits Default { get; } = new(64 * 1024, 1000);
}
