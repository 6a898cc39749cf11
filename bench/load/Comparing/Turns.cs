using System.ComponentModel;
using System.Net.Sockets;
using Proximity.Load.Contestants;
using Proximity.Load.Reporting;
using Proximity.Load.Workloads;

namespace Proximity.Load.Comparing;

/// <summary>One contestant's part in one workload. When it fails, that is its result, and the others go on.</summary>
internal sealed class Turns(Workload workload, Contestant contestant, Stage stage) : IAsyncDisposable
{
    /// <summary>What is compiled ahead of its start needs no more.</summary>
    private static readonly TimeSpan PeerWarmUp = TimeSpan.FromSeconds(1);

    private readonly List<Sample> samples = [];
    private RunningProxy? proxy;

    public string Name => contestant.Name;

    public string? Failure { get; private set; }

    /// <summary>What was wrong at times, though there are figures.</summary>
    public string? Problem { get; private set; }

    public Task WarmUpAsync(TimeSpan duration, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        proxy = await stage.StartAsync(contestant, cancellationToken);
        var own = contestant.IsOurs || duration < PeerWarmUp ? duration : PeerWarmUp;
        if (own > TimeSpan.Zero)
        {
            await workload.MeasureAsync(proxy, own, cancellationToken);
        }
    });

    public Task RunAsync(TimeSpan duration, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (workload.StartsAfresh)
        {
            proxy = await stage.StartAsync(contestant, cancellationToken);
        }

        var sample = await workload.MeasureAsync(proxy!, duration, cancellationToken);
        Problem ??= sample.Problem;
        samples.Add(sample);
        if (workload.StartsAfresh)
        {
            await DisposeAsync();
        }
    });

    public RowReport Report() => new(Name, contestant.IsOurs, contestant.Can(Abilities.Process), Failure, [.. samples.Select(sample => sample.Figures.ToDictionary(figure => figure.Key.Name, figure => Math.Round(figure.Value, 4)))]);

    public async ValueTask DisposeAsync()
    {
        if (proxy is not null)
        {
            await proxy.DisposeAsync();
            proxy = null;
        }
    }

    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is SocketException or IOException or TimeoutException or InvalidOperationException or InvalidDataException or Win32Exception)
        {
            Failure = exception.Message.ReplaceLineEndings(" ").Trim();
        }
    }
}
