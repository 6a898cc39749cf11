using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Proximity.Load.Generators;

namespace Proximity.Load.Contestants;

/// <summary>A contestant that is up: it has answered a request. The direct connection is one too, without a process.</summary>
internal sealed class RunningProxy : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(1);

    private RunningProxy(Contestant contestant, Setting setting, Child? child)
    {
        Contestant = contestant;
        Setting = setting;
        Child = child;
    }

    public Contestant Contestant { get; }

    public Setting Setting { get; }

    /// <summary>Null for the direct connection.</summary>
    public Child? Child { get; }

    /// <summary>From the start of the process to the end of its first answer to a proxied request.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Where HTTP requests are sent to.</summary>
    public IPEndPoint Http => Child is null ? Setting.Origin : Setting.Http;

    /// <summary>Where tunnels are opened.</summary>
    public IPEndPoint Tunnel => Child is null ? Setting.Origin : Contestant.TunnelsBlindly ? Setting.Tcp : Setting.Http;

    /// <summary>Tunnels need a CONNECT.</summary>
    public bool NeedsConnect => Child is not null && !Contestant.TunnelsBlindly;

    public static async Task<RunningProxy> StartAsync(Contestant contestant, Setting setting, CancellationToken cancellationToken)
    {
        if (contestant.Plan is not { } plan)
        {
            return new RunningProxy(contestant, setting, child: null);
        }

        Directory.CreateDirectory(setting.Folder);
        var launch = plan(setting);
        var watch = Stopwatch.StartNew();
        var child = new Child(launch, setting.Folder);
        var proxy = new RunningProxy(contestant, setting, child);
        try
        {
            await proxy.ProbeAsync(watch, cancellationToken);
            return proxy;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>The request target for a path of the origin.</summary>
    public string Target(string path) => Child is null || Contestant.IsReverse ? path : $"http://{Setting.Origin}{path}";

    public ValueTask DisposeAsync() => Child?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ProbeAsync(Stopwatch watch, CancellationToken cancellationToken)
    {
        while (watch.Elapsed < StartLimit)
        {
            if (Child!.HasEnded)
            {
                throw new InvalidOperationException($"{Contestant.Name} ended at once: {Child.Output}");
            }

            if (await TryRequestAsync(cancellationToken))
            {
                StartTime = watch.Elapsed;
                return;
            }

            await Task.Delay(ProbePause, cancellationToken);
        }

        throw new TimeoutException($"{Contestant.Name} does not serve after {StartLimit.TotalSeconds} s: {Child!.Output}");
    }

    private static bool TrySecureRequest(RunningProxy proxy)
    {
        using var session = new SecureSession(proxy, 13);
        session.Step();
        return true;
    }

    private async Task<bool> TryRequestAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Setting.Tls is not null)
            {
                return await Task.Run(() => TrySecureRequest(this), cancellationToken);
            }

            using var peer = await Peer.ConnectAsync(Http);
            await peer.SendAsync($"GET {Target("/length/13")} HTTP/1.1\r\nHost: {Setting.Origin}\r\nConnection: close\r\n\r\n");
            return await peer.ReadHeadAsync().WaitAsync(StartLimit, cancellationToken) is { } head && head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidDataException or AuthenticationException)
        {
            return false;
        }
    }
}
