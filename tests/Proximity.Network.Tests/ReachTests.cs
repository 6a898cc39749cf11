using System.Net;
using System.Net.Sockets;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Targets that cannot be reached, over real sockets and the system's resolver.</summary>
public sealed class ReachTests
{
    [Theory]
    [InlineData("GET http://nowhere.invalid/ HTTP/1.1\r\nHost: nowhere.invalid\r\n\r\n")]
    [InlineData("CONNECT nowhere.invalid:443 HTTP/1.1\r\nHost: nowhere.invalid:443\r\n\r\n")]
    public async Task NameThatDoesNotResolve_Is502(string request)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        Assert.Equal(502, (await proxy.ExchangeAsync(request)).Status);
        Assert.Equal("connect_pending", (await proxy.ErrorAsync("dns_failed")).Phase);
    }

    [Theory]
    [InlineData("GET http://{0}/ HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    public async Task AddressThatSwallowsEverything_Is504WithinTheLimit(string request)
    {
        using var hole = new BlackHole();
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.ConnectTimeout = TimeSpan.FromMilliseconds(300));
        Assert.Equal(504, (await proxy.ExchangeAsync(request.Replace("{0}", hole.EndPoint.ToString(), StringComparison.Ordinal))).Status);
        Assert.Equal("connect_pending", (await proxy.ErrorAsync("connect_timeout")).Phase);
    }

    /// <summary>A listener whose queue is full: the system drops what else would connect, as a firewall does.</summary>
    private sealed class BlackHole : IDisposable
    {
        private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> waiting = [];

        public BlackHole()
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(0);
            EndPoint = (IPEndPoint)listener.LocalEndPoint!;
            bool isFull = false;
            while (!isFull && waiting.Count < 64)
            {
                var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                waiting.Add(client);
                isFull = !client.ConnectAsync(EndPoint).Wait(TimeSpan.FromMilliseconds(300));
            }

            Assert.True(isFull, "The queue of a listener does not fill on this system.");
        }

        public IPEndPoint EndPoint { get; }

        public void Dispose()
        {
            waiting.ForEach(client => client.Dispose());
            listener.Dispose();
        }
    }
}
