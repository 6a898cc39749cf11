namespace Proximity.Protocol.Messages;

/// <summary>A line of an event stream: a field, or a comment.</summary>
internal readonly ref struct SseLine
{
    /// <summary>The field's name as it came. Names are compared case by case; unknown ones are ignored.</summary>
    public ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>What stands behind the colon, without the one space that may come first. Empty when there is no colon.</summary>
    public ReadOnlySpan<byte> Value { get; private init; }

    /// <summary>True for a line that begins with a colon; the value is the comment.</summary>
    public bool IsComment { get; private init; }

    /// <param name="line">The line without its end; not empty.</param>
    public static SseLine Of(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            return new SseLine { Name = line };
        }

        ReadOnlySpan<byte> value = line[(colon + 1)..];
        return new SseLine
        {
            Name = line[..colon],
            Value = value is [(byte)' ', ..] ? value[1..] : value,
            IsComment = colon == 0,
        };
    }
}
