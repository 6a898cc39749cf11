using System.Net.Sockets;
using System.Text;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>Many connections, each of which has done one small request and then stays idle.</summary>
internal sealed class IdlePeers(RunningProxy proxy, bool tunnels) : IDisposable
{
    private const int BufferBytes = 1024;
    private const int BodyBytes = 13;
    private const int Threads = 16;

    private readonly byte[] request = Encoding.Latin1.GetBytes($"GET {(tunnels ? "" : proxy.Target(""))}/length/{BodyBytes} HTTP/1.1\r\nHost: {proxy.Setting.Origin}\r\n\r\n");
    private readonly List<BlockingPeer> peers = [];

    public int Count => peers.Count;

    public async Task OpenAsync(int count, CancellationToken cancellationToken) => await OnThreadsAsync(Enumerable.Range(0, count), _ =>
    {
        var peer = tunnels ? ProxiedPeer.Tunnel(proxy, BufferBytes) : ProxiedPeer.Http(proxy, BufferBytes);
        lock (peers)
        {
            peers.Add(peer);
        }

        RoundTrip(peer);
    }, cancellationToken);

    /// <summary>How many no longer work.</summary>
    public async Task<int> CountDeadAsync(CancellationToken cancellationToken)
    {
        var dead = 0;
        await OnThreadsAsync(peers, peer =>
        {
            try
            {
                RoundTrip(peer);
            }
            catch (Exception exception) when (exception is SocketException or IOException or InvalidDataException)
            {
                Interlocked.Increment(ref dead);
            }
        }, cancellationToken);
        return dead;
    }

    public void Dispose() => peers.ForEach(peer => peer.Dispose());

    private void RoundTrip(BlockingPeer peer)
    {
        peer.Send(request);
        peer.ReadAnswer();
        peer.Skip(BodyBytes);
    }

    private static async Task OnThreadsAsync<T>(IEnumerable<T> items, Action<T> action, CancellationToken cancellationToken)
    {
        var limit = new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = cancellationToken };
        try
        {
            await Task.Run(() => Parallel.ForEach(items, limit, action), cancellationToken);
        }
        catch (AggregateException exception)
        {
            throw new IOException(exception.InnerExceptions[0].Message, exception);
        }
    }
}
