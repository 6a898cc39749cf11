using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>
/// Sends WebSocket messages at a fixed rate, whatever comes back when, on a few connections in turn, and times each until its echo has
/// come.
/// </summary>
/// <param name="connections">How many.</param>
/// <param name="perSecond">Messages a second, on all of them together.</param>
internal sealed class WebSocketGenerator(int connections, int perSecond) : IGenerator
{
    private const int BufferBytes = 64 * 1024;

    public async Task<LoadResult> RunAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        Talk[] talks = [.. Enumerable.Range(0, connections).Select(_ => new Talk(proxy))];
        try
        {
            var watch = Stopwatch.StartNew();
            Task receiving = Task.WhenAll(talks.Select(talk => Start(talk.Receive)));
            await Start(() => Send(talks, watch, duration, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            await receiving;
            return Result(talks, watch.Elapsed);
        }
        finally
        {
            Array.ForEach(talks, talk => talk.Dispose());
        }
    }

    private static Task Start(Action work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static LoadResult Result(Talk[] talks, TimeSpan elapsed)
    {
        TimeSpan[] times = [.. talks.SelectMany(talk => talk.Times).Order()];
        string? problem = talks.Select(talk => talk.Problem).FirstOrDefault(text => text is not null);
        if (times.Length == 0)
        {
            throw new IOException($"Nothing came back: {problem}");
        }

        int missing = talks.Sum(talk => talk.MissingCount);
        TimeSpan ninetyNinth = times[times.Length * 99 / 100];
        return new LoadResult(times.Length, elapsed, times[times.Length / 2], ninetyNinth, missing) { Problem = problem };
    }

    /// <summary>What is due is sent, then the thread sleeps for the shortest time there is.</summary>
    private void Send(Talk[] talks, Stopwatch watch, TimeSpan duration, CancellationToken cancellationToken)
    {
        long sent = 0;
        while (watch.Elapsed < duration && !cancellationToken.IsCancellationRequested)
        {
            for (var due = (long)(watch.Elapsed.TotalSeconds * perSecond); sent < due; sent++)
            {
                talks[sent % connections].Send();
            }

            Thread.Sleep(1);
        }

        Array.ForEach(talks, talk => talk.EndSending());
    }

    /// <summary>One connection.</summary>
    private sealed class Talk : IDisposable
    {
        private readonly BlockingPeer peer;
        private readonly BlockingCollection<long> underWay = [];

        public Talk(RunningProxy proxy)
        {
            peer = ProxiedPeer.Http(proxy, BufferBytes);
            WebSocketMessages.Open(peer, proxy.Target("/ws"), proxy.Setting.Origin.ToString());
        }

        public List<TimeSpan> Times { get; } = new(capacity: 64 * 1024);

        public string? Problem { get; private set; }

        /// <summary>Messages that did not come back.</summary>
        public int MissingCount => underWay.Count + (Problem is null ? 0 : 1);

        public void Send()
        {
            underWay.Add(Stopwatch.GetTimestamp());
            try
            {
                peer.Send(WebSocketMessages.ClientFrame);
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                Problem = exception.Message;
            }
        }

        public void EndSending() => underWay.CompleteAdding();

        public void Receive()
        {
            try
            {
                foreach (var begun in underWay.GetConsumingEnumerable())
                {
                    peer.Skip(WebSocketMessages.OriginFrame.Length);
                    Times.Add(Stopwatch.GetElapsedTime(begun));
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                Problem = exception.Message;
            }
        }

        public void Dispose()
        {
            peer.Dispose();
            underWay.Dispose();
        }
    }
}
