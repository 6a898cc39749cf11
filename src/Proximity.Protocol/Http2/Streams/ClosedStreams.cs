namespace Proximity.Protocol.Http2.Streams;

/// <summary>How the last streams closed; older ones are forgotten.</summary>
internal sealed class ClosedStreams
{
    private const int Kept = 128;

    private readonly int[] ids = new int[Kept];
    private readonly ClosedKind[] kinds = new ClosedKind[Kept];
    private int next;

    public void Add(int id, ClosedKind kind)
    {
        int known = ids.AsSpan().IndexOf(id);
        if (known >= 0)
        {
            kinds[known] = kind;
            return;
        }

        ids[next] = id;
        kinds[next] = kind;
        next = (next + 1) % Kept;
    }

    public ClosedKind KindOf(int id)
    {
        int at = ids.AsSpan().IndexOf(id);
        return at < 0 ? ClosedKind.Forgotten : kinds[at];
    }
}
