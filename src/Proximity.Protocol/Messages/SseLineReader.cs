namespace Proximity.Protocol.Messages;

/// <summary>Takes the lines of one block off its front, up to the blank one. A line without an end is none.</summary>
/// <param name="block">The block, without a byte order mark.</param>
internal ref struct SseLineReader(ReadOnlySpan<byte> block)
{
    private ReadOnlySpan<byte> rest = block;

    /// <summary>False at the blank line, or where no whole line is left.</summary>
    public bool TryRead(out SseLine line)
    {
        int length = rest.IndexOfAny((byte)'\r', (byte)'\n');
        if (length <= 0)
        {
            line = default;
            return false;
        }

        line = SseLine.Of(rest[..length]);
        rest = rest[length..] is [(byte)'\r', (byte)'\n', ..] ? rest[(length + 2)..] : rest[(length + 1)..];
        return true;
    }
}
