using System.Diagnostics;

namespace Proximity.Protocol.Http2.Streams;

/// <summary>The streams of a connection that are not closed, and the objects of those that were, for the next ones.</summary>
internal sealed class StreamTable
{
    private const int MostSpares = 128;

    private readonly Dictionary<int, Http2Stream> open = [];
    private readonly Stack<Http2Stream> spares = [];

    public int Count => open.Count;

    /// <summary>The streams in no order; none may be added or removed meanwhile.</summary>
    public Dictionary<int, Http2Stream>.ValueCollection All => open.Values;

    public Http2Stream? Find(int id) => open.GetValueOrDefault(id);

    public Http2Stream Add(int id, int sendBytes, int receiveBytes)
    {
        Http2Stream stream = spares.TryPop(out Http2Stream? spare) ? spare : new Http2Stream();
        stream.Begin(id, sendBytes, receiveBytes);
        open.Add(id, stream);
        return stream;
    }

    public void Remove(Http2Stream stream)
    {
        bool wasOpen = open.Remove(stream.Id);
        Debug.Assert(wasOpen, "a stream closes once");
    }

    /// <summary>Takes back the object of a stream that is closed; its user must not touch it again.</summary>
    public void Recycle(Http2Stream stream)
    {
        Debug.Assert(stream.State == StreamState.Closed && !spares.Contains(stream), "a stream is given back once, and closed");
        stream.Owner = null;
        if (spares.Count < MostSpares)
        {
            spares.Push(stream);
        }
    }
}
