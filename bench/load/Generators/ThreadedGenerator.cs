using System.Diagnostics;
using System.Net.Sockets;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>A few blocking threads, each with a session that it steps through until the time is up. A step that fails is counted, and a new session begins.</summary>
internal sealed class ThreadedGenerator(int threads, Func<RunningProxy, ISession> open) : IGenerator
{
    /// <summary>A proxy that cannot do it at all fails every step; this many tell.</summary>
    private const int ErrorLimit = 100;

    public async Task<LoadResult> RunAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var parts = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(() => Run(proxy, watch, duration, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        cancellationToken.ThrowIfCancellationRequested();
        var elapsed = watch.Elapsed;
        var times = parts.SelectMany(part => part.Times).Order().ToArray();
        var lastError = parts.Select(part => part.LastError).FirstOrDefault(error => error is not null);
        return times.Length > 0
            ? new LoadResult(parts.Sum(part => part.Count), elapsed, times[times.Length / 2], times[times.Length * 99 / 100], parts.Sum(part => part.Errors)) { Problem = lastError }
            : throw new IOException($"Nothing went through: {lastError}");
    }

    private Part Run(RunningProxy proxy, Stopwatch watch, TimeSpan duration, CancellationToken cancellationToken)
    {
        var part = new Part();
        ISession? session = null;
        while (watch.Elapsed < duration && part.Errors < ErrorLimit && !cancellationToken.IsCancellationRequested)
        {
            var begin = watch.Elapsed;
            try
            {
                session ??= open(proxy);
                part.Count += session.Step();
                part.Times.Add(watch.Elapsed - begin);
            }
            catch (Exception exception) when (exception is SocketException or IOException or InvalidDataException)
            {
                part.Errors++;
                part.LastError = exception.Message;
                session?.Dispose();
                session = null;
            }
        }

        session?.Dispose();
        return part;
    }

    /// <summary>One thread's share.</summary>
    private sealed class Part
    {
        public double Count { get; set; }

        public long Errors { get; set; }

        public string? LastError { get; set; }

        public List<TimeSpan> Times { get; } = new(capacity: 64 * 1024);
    }
}
