namespace Proximity.Protocol.Messages;

/// <summary>
/// Gives the lines of a block their meaning, and keeps the last event id from block to block (WHATWG HTML §9.2.6). Not thread-safe.
/// </summary>
internal sealed class SseBlockReader(BufferPool pool) : IDisposable
{
    private readonly ByteBuffer joined = new(pool);
    private ByteBuffer lastEventId = new(pool);
    private ByteBuffer nextEventId = new(pool);
    private bool hasNextEventId;

    /// <summary>The last event ID string: the last valid id of the blocks that have ended.</summary>
    public ReadOnlySpan<byte> LastEventId => lastEventId.Span;

    /// <summary>Reads the whole lines of a block.</summary>
    /// <param name="raw">The block.</param>
    /// <param name="markLength">How many bytes before the first line are a byte order mark.</param>
    /// <param name="block">What they say. Its data is valid until <see cref="Forget"/>.</param>
    public void Read(ReadOnlySpan<byte> raw, int markLength, out SseBlock block)
    {
        ReadOnlySpan<byte> data = default;
        ReadOnlySpan<byte> type = default;
        ReadOnlySpan<byte> id = default;
        int dataCount = 0;
        bool hasId = false;
        long? retry = null;
        var lines = new SseLineReader(raw[markLength..]);
        while (lines.TryRead(out SseLine line))
        {
            if (line.Name.SequenceEqual("data"u8))
            {
                Join(data, line.Value, dataCount++);
                data = line.Value;
            }
            else if (line.Name.SequenceEqual("event"u8))
            {
                type = line.Value;
            }
            else if (line.Name.SequenceEqual("id"u8) && !line.Value.Contains((byte)0))
            {
                id = line.Value;
                hasId = true;
            }
            else if (line.Name.SequenceEqual("retry"u8))
            {
                retry = Number(line.Value) ?? retry;
            }
        }

        Note(id, hasId);
        block = new SseBlock
        {
            Raw = raw,
            Data = dataCount > 1 ? joined.Span : data,
            Type = type,
            Id = id,
            HasData = dataCount > 0,
            HasId = hasId,
            RetryMilliseconds = retry,
        };
    }

    /// <summary>The block has ended: its id becomes the last event ID string, also when it has no data.</summary>
    public void SetLastEventId()
    {
        if (hasNextEventId)
        {
            (lastEventId, nextEventId) = (nextEventId, lastEventId);
            nextEventId.Release();
            hasNextEventId = false;
            if (lastEventId.Length == 0)
            {
                lastEventId.Release();
            }
        }
    }

    /// <summary>The data that was read last is needed no more.</summary>
    public void Forget() => joined.Release();

    public void Dispose()
    {
        joined.Release();
        lastEventId.Release();
        nextEventId.Release();
    }

    /// <summary>One line of data is given as it stands; only from the second on is it copied.</summary>
    private void Join(ReadOnlySpan<byte> before, ReadOnlySpan<byte> value, int count)
    {
        if (count == 1)
        {
            joined.Write(before);
        }

        if (count > 0)
        {
            joined.Write((byte)'\n');
            joined.Write(value);
        }
    }

    private void Note(ReadOnlySpan<byte> id, bool hasId)
    {
        if (hasId)
        {
            hasNextEventId = true;
            nextEventId.Clear();
            nextEventId.Write(id);
        }
    }

    /// <summary>Null when a value is anything but digits. A number of no digits is none either.</summary>
    private static long? Number(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        long number = 0;
        foreach (byte digit in value)
        {
            if (number > (long.MaxValue - 9) / 10)
            {
                return long.MaxValue;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
