using System.Text;
using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>A connection that is fed with bytes, and what it says: its events, then after a bar the frames that it has appended.</summary>
internal sealed class ConnectionRun
{
    /// <summary>A client's preface and its SETTINGS, empty.</summary>
    public const string Opening = "505249202A20485454502F322E300D0A0D0A534D0D0A0D0A" + Settings;

    public const string Settings = "000000 04 00 00000000";

    /// <summary>GET / of https://a, on stream 1, whole.</summary>
    public const string Get1 = "000006 01 05 00000001 82 84 87 41 01 61";

    /// <summary>The same on stream 3, by the table.</summary>
    public const string Get3 = "000004 01 05 00000003 82 84 87 BE";

    /// <summary>POST / on stream 1, its content to come.</summary>
    public const string Post1 = "000006 01 04 00000001 83 84 87 41 01 61";

    private readonly FrameText frames = new();
    private readonly List<string> said = [];
    private readonly List<byte> unread = [];
    private bool hasFailed;

    public ConnectionRun(Http2Role role, Http2Limits? limits = null)
    {
        Connection = new Http2Connection(Pool, role, limits ?? Http2Limits.Default);
        Connection.Output.Clear();
    }

    public BufferPool Pool { get; } = new();

    public Http2Connection Connection { get; }

    /// <summary>The stream of the last event that had one.</summary>
    public Http2Stream? LastStream { get; private set; }

    /// <summary>The stream of the first event that had one.</summary>
    public Http2Stream? FirstStream { get; private set; }

    /// <summary>What a server says of bytes behind the opening, at every split of them and byte by byte.</summary>
    public static string Server(string hex, Http2Limits? limits = null) => AtEverySplit(hex, () =>
    {
        var run = new ConnectionRun(Http2Role.Server, limits);
        run.Feed(Http2Input.Hex(Opening));
        run.Forget();
        return run;
    });

    /// <summary>What a server says of bytes from the first one on.</summary>
    public static string NewServer(string hex) => AtEverySplit(hex, () => new ConnectionRun(Http2Role.Server));

    /// <summary>What a client says that has sent some GETs.</summary>
    public static string Client(string hex, int requests = 1, string method = "GET")
        => AtEverySplit(hex, () => NewClient(requests, method));

    public static ConnectionRun NewClient(int requests = 1, string method = "GET", Http2Limits? limits = null)
    {
        var run = new ConnectionRun(Http2Role.Client, limits);
        run.Feed(Http2Input.Hex(Settings));
        for (int request = 0; request < requests; request++)
        {
            run.Connection.OpenStream(
                Http2Input.List($":method: {method}", ":scheme: https", ":authority: a", ":path: /"),
                endsStream: method is "GET" or "HEAD");
        }

        run.Forget();
        return run;
    }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        unread.AddRange(bytes);
        while (true)
        {
            byte[] input = [.. unread];
            Http2Event happened = Connection.Read(input, out int consumed);
            Note(happened);

            unread.RemoveRange(0, consumed);
            if (happened.Kind is Http2EventKind.NeedMore or Http2EventKind.Failed)
            {
                return;
            }
        }
    }

    public void Feed(string hex) => Feed(Http2Input.Hex(hex));

    /// <summary>What was said and appended since the last call.</summary>
    public string Take()
    {
        string text = $"{string.Join(' ', said)} | {frames.Show(Connection.Output.Span)}".Trim();
        Forget();
        return text;
    }

    public void Forget()
    {
        said.Clear();
        frames.Show(Connection.Output.Span);
        Connection.Output.Clear();
    }

    private static string AtEverySplit(string hex, Func<ConnectionRun> begin)
    {
        byte[] bytes = Http2Input.Hex(hex);
        string whole = Run(begin(), bytes, bytes.Length);
        for (int split = 1; split < bytes.Length; split++)
        {
            ConnectionRun run = begin();
            run.Feed(bytes.AsSpan(0, split));
            run.Feed(bytes.AsSpan(split));
            Assert.Equal(whole, run.Take());
        }

        Assert.Equal(whole, Run(begin(), bytes, 1));
        return whole;
    }

    private static string Run(ConnectionRun run, byte[] bytes, int piece)
    {
        for (int at = 0; at < bytes.Length; at += piece)
        {
            run.Feed(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
        }

        string text = run.Take();
        run.Connection.Release();
        Assert.Equal(0, run.Pool.Outstanding);
        return text;
    }

    private void Note(in Http2Event happened)
    {
        // A failed connection says so again for every read.
        bool isRepeated = happened.Kind == Http2EventKind.Failed && hasFailed;
        hasFailed |= happened.Kind == Http2EventKind.Failed;
        if (happened.Kind == Http2EventKind.NeedMore || isRepeated)
        {
            return;
        }

        LastStream = happened.Stream ?? LastStream;
        FirstStream ??= happened.Stream;
        var text = new StringBuilder($"{happened.Kind}(");
        text.Append(happened.Stream is { } stream ? $"{stream.Id} " : "");
        text.Append(happened.Kind switch
        {
            Http2EventKind.Head or Http2EventKind.Trailers => Http2Input.Show(Connection.Fields).Replace('\n', ','),
            Http2EventKind.Data => ProtocolInput.Text(happened.Data),
            Http2EventKind.Reset => happened.Code + (happened.IsRetryable ? " retryable" : ""),
            Http2EventKind.GoAway => $"{happened.LastStreamId} {happened.Code} {ProtocolInput.Text(happened.Data)}".TrimEnd(),
            Http2EventKind.StreamFault => happened.Code,
            Http2EventKind.Failed => happened.Fault!.Abuse == Http2Abuse.None ? happened.Code : happened.Fault.Abuse,
            Http2EventKind.PingAcknowledged => Convert.ToHexString(happened.Data),
            Http2EventKind.Priority => happened.Stream!.Priority.Urgency,
            _ => "",
        });
        text.Append(happened.EndsStream ? " end)" : ")");
        said.Add(text.ToString().Replace("  ", " ", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal));
    }
}
