using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.WebSockets;

/// <summary>WebSocket peers of Node's ws package; see <c>ws-peer.js</c>.</summary>
internal static class NodePeers
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "ws-peer.js");

    /// <summary>An origin that echoes, and its port.</summary>
    public static async Task<(Daemon Daemon, int Port)> StartOriginAsync()
    {
        (Daemon daemon, int[] ports) = await Daemon.StartAsync(1, ports => ProcessRunner.Start("node", Script, "origin", $"{ports[0]}"));
        return (daemon, ports[0]);
    }

    /// <summary>Lets a client carry a plan out, and returns the lines of what came.</summary>
    public static async Task<string[]> RunClientAsync(RunningProxy proxy, string url, string plan)
    {
        ProgramResult result = await ProcessRunner.RunAsync("node", Script, "client", $"{proxy.EndPoint.Port}", url, plan);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
