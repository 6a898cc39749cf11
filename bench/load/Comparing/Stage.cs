using System.Net;
using Proximity.Load.Contestants;
using Proximity.Load.Workloads;

namespace Proximity.Load.Comparing;

/// <summary>What stands behind the contestants: the origin and, where the workload wants one, a parent proxy.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> running = [];
    private readonly string folder;
    private readonly Ports ports;
    private int settings;

    private Stage(string folder, Ports ports)
    {
        this.folder = folder;
        this.ports = ports;
    }

    private IPEndPoint Origin { get; set; } = null!;

    private IPEndPoint? Upstream { get; set; }

    private TlsFiles? Tls { get; set; }

    public static async Task<Stage> SetAsync(OriginKind kind, string folder, Ports ports, CancellationToken cancellationToken)
    {
        var stage = new Stage(folder, ports);
        try
        {
            await stage.SetAsync(kind, cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async Task<RunningProxy> StartAsync(Contestant contestant, CancellationToken cancellationToken) => await RunningProxy.StartAsync(contestant, NewSetting(contestant.Name), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var part in running.AsEnumerable().Reverse())
        {
            await part.DisposeAsync();
        }
    }

    private async Task SetAsync(OriginKind kind, CancellationToken cancellationToken)
    {
        if (kind == OriginKind.Bulk)
        {
            var bulk = new BulkOrigin();
            running.Add(bulk);
            Origin = bulk.EndPoint;
            return;
        }

        // The origin answers for itself, so that it is its own next hop.
        Origin = ports.Next();
        Tls = kind == OriginKind.SecureWeb ? TlsFiles.Make(Path.Combine(folder, "tls")) : null;
        var web = await RunningProxy.StartAsync(WebOrigin.Contestant, NewSetting("origin") with { Http = Origin, Tcp = Origin }, cancellationToken);
        running.Add(web);
        if (kind == OriginKind.WebBehindParent)
        {
            var parent = await StartAsync(Peers.Parent, cancellationToken);
            running.Add(parent);
            Upstream = parent.Http;
        }
    }

    private Setting NewSetting(string name) => new(Path.Combine(folder, $"{name}-{settings++}"), ports.Next(), ports.Next(), Origin, Upstream) { Tls = Tls };
}
