namespace Proximity.Flows;

/// <summary>What a consumer of flow events wants, and how much may wait for it.</summary>
public sealed record FlowEventOptions
{
    /// <summary>The fewest events that may be allowed to wait.</summary>
    private const int LeastEvents = 16;

    /// <summary>False to do without <see cref="BodyChunkRecorded"/>; then bodies are not copied for it. Default true.</summary>
    public bool BodyChunks { get; init; } = true;

    /// <summary>The most events that wait for it, at least 16. Default 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 16.</exception>
    public int MaxEvents
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastEvents);
            field = value;
        }
    }

    = 4096;

    /// <summary>The most bytes that waiting events may hold: heads, pieces of bodies, messages. At least 1; default 8 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 8 * 1024 * 1024;
}
