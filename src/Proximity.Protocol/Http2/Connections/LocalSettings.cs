namespace Proximity.Protocol.Http2.Connections;

/// <summary>
/// Our own settings. What was sent binds the peer once it has acknowledged it (RFC 9113 §6.5.3); until then both the old values and the new
/// ones may be in use.
/// </summary>
internal sealed class LocalSettings
{
    /// <summary>More SETTINGS frames than this do not wait for their acknowledgements at once.</summary>
    private const int MostPending = 4;

    private readonly Queue<Http2Settings> pending = new(MostPending);

    /// <summary>What the peer has acknowledged.</summary>
    public Http2Settings InForce { get; private set; } = Http2Settings.Default;

    /// <summary>The largest frame that may come: from when the larger size was sent on.</summary>
    public int MaxFrameSize { get; private set; } = Http2Settings.DefaultFrameBytes;

    public bool IsPending => pending.Count > 0;

    /// <summary>Notes that settings were sent; false when too many wait already, and these must not be sent.</summary>
    public bool TryAdd(in Http2Settings settings)
    {
        if (pending.Count == MostPending)
        {
            return false;
        }

        pending.Enqueue(settings);
        MaxFrameSize = Math.Max(MaxFrameSize, settings.MaxFrameSize);
        return true;
    }

    /// <summary>Takes an acknowledgement; false when none is due, which does no harm.</summary>
    public bool TryAcknowledge()
    {
        if (!pending.TryDequeue(out Http2Settings acknowledged))
        {
            return false;
        }

        InForce = acknowledged;
        MaxFrameSize = acknowledged.MaxFrameSize;
        foreach (Http2Settings later in pending)
        {
            MaxFrameSize = Math.Max(MaxFrameSize, later.MaxFrameSize);
        }

        return true;
    }
}
