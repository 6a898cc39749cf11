using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Filters;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What the proxy says of the connections that are open.</summary>
public sealed class ConnectedClientsTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task ConnectionThatIsKept_HasItsRequestsAndBytes()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string request = $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
        await using RawPeer client = await proxy.SendAsync(request);
        await client.ReadResponseAsync();
        await client.SendAsync(request);
        await client.ReadResponseAsync();

        ConnectedClient seen = await OneAsync(proxy, static open => open is { RequestCount: 2, State: ClientState.Idle });

        Assert.Equal((1, ClientProtocol.Http1), (seen.Id, seen.Protocol));
        Assert.Equal(client.Socket.LocalEndPoint, seen.Client.RemoteEndPoint);
        Assert.Equal((2 * request.Length, client.Received.Length), (seen.ReceivedBytes, seen.SentBytes));
        Assert.Null(seen.Tunnel);
        Assert.Null(seen.Tls);
    }

    [Fact]
    public async Task Connections_AreInTheOrderOfTheirArrivalUntilTheyEnd()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer first = await proxy.ConnectAsync();
        await Eventually.HoldsAsync(() => proxy.Server.ClientCount == 1, () => "the first is not there");
        RawPeer second = await proxy.ConnectAsync();
        await Eventually.HoldsAsync(() => proxy.Server.ClientCount == 2, () => "the second is not there");
        IReadOnlyList<ConnectedClient> both = proxy.Server.ListClients();

        await second.DisposeAsync();
        await Eventually.HoldsAsync(() => proxy.Server.ListClients().Count == 1, () => "the second is still there");

        Assert.Equal([1, 2], both.Select(static open => open.Id));
        Assert.True(both[0].Since <= both[1].Since);
        Assert.Equal(1, Assert.Single(proxy.Server.ListClients()).Id);
    }

    [Fact]
    public async Task FlowsOfOneConnection_HaveItsNumber()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        List<bool?> isOfTheSecond = [];
        var filter = Filter.Parse("connection:2");
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            options => options.Handlers.Use("look", (exchange, next) =>
            {
                isOfTheSecond.Add(filter.Evaluate(exchange));
                return next(exchange);
            }));
        string request = $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
        await using RawPeer first = await proxy.SendAsync(request);
        await first.ReadResponseAsync();
        await using RawPeer second = await proxy.SendAsync(request);
        await second.ReadResponseAsync();
        await first.SendAsync(request);
        await first.ReadResponseAsync();

        IReadOnlyList<Flow> flows = await proxy.Completed.TakeAsync(3);
        IReadOnlyList<ConnectedClient> open = proxy.Server.ListClients();

        Assert.Equal([first.Socket.LocalEndPoint, second.Socket.LocalEndPoint], open.Select(static one => one.Client.RemoteEndPoint));
        Assert.Equal(
            [open[0].Id, open[1].Id, open[0].Id],
            flows.OrderBy(static flow => flow.Id).Select(static flow => flow.ClientConnectionId));
        Assert.Equal([false, true, false], isOfTheSecond);
    }

    [Fact]
    public async Task TunnelThatIsRelayed_SaysWhereItLeadsAndCountsWhileItStands()
    {
        await using RawOrigin origin = RawOrigin.Start(static async peer => await peer.SendAsync(await peer.ReadAsync(4)));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        ConnectedClient before = await OneAsync(proxy, static open => open.State == ClientState.Tunnel);
        await client.SendAsync("ping");
        await client.ReadUntilAsync("ping");

        ConnectedClient after = await OneAsync(proxy, open => open.SentBytes == before.SentBytes + 4);

        Assert.Equal((ClientProtocol.Unread, origin.Authority, 1), (after.Protocol, after.Tunnel, after.RequestCount));
        Assert.Equal(before.ReceivedBytes + 4, after.ReceivedBytes);
    }

    [Fact]
    public async Task TunnelThatIsOpened_SaysWhatIsInside()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority);
        byte[] request = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        await tls.WriteAsync(request);
        await tls.ReadAtLeastAsync(new byte[4096], 1);

        ConnectedClient seen = await OneAsync(proxy.Proxy, static open => open is { RequestCount: 1, State: ClientState.Idle });

        Assert.Equal((ClientProtocol.Http1, origin.Authority, "localhost"), (seen.Protocol, seen.Tunnel, seen.Tls?.ServerName));
        Assert.Equal(request.Length, seen.ReceivedBytes);
        Assert.Null(seen.StreamCount);
        Flow flow = await proxy.Proxy.Completed.FirstAsync(static flow => flow.Tunnel is not null, "the flow inside");
        Assert.Equal(seen.Id, flow.ClientConnectionId);
    }

    [Fact]
    public async Task ConnectionOfHttp2_CountsItsStreams()
    {
        var release = new TaskCompletionSource();
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http1AndHttp2, application => application.Run(async context =>
            {
                await (context.Request.Path == "/slow" ? release.Task : Task.CompletedTask);
                await context.Response.WriteAsync("ok");
            }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        await client.TextAsync(Http2Proxy.Get(origin.Authority));
        Task<string> slow = client.TextAsync(Http2Proxy.Get(origin.Authority, "/slow"));

        ConnectedClient during = await OneAsync(
            proxy.Proxy, static open => open is { StreamCount: 1, RequestCount: 2, State: ClientState.Waiting });
        release.SetResult();
        await slow;
        ConnectedClient after = await OneAsync(proxy.Proxy, static open => open.StreamCount == 0);

        Assert.Equal((ClientProtocol.Http2, "h2"), (during.Protocol, during.Tls?.ApplicationProtocol));
        Assert.Equal((2, ClientState.Idle), (after.RequestCount, after.State));
        Assert.True(after.SentBytes > 0);
        Flow flow = await proxy.Proxy.Completed.FirstAsync(static flow => flow.ClientStream is not null, "the flow of a stream");
        Assert.Equal(after.Id, flow.ClientConnectionId);
    }

    [Fact]
    public async Task HashOfTheKeyForHosts_IsThatOfWhatAClientIsShown()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority);

        byte[] shown = ((X509Certificate2)tls.RemoteCertificate!).PublicKey.ExportSubjectPublicKeyInfo();

        Assert.Equal(Convert.ToBase64String(SHA256.HashData(shown)), proxy.Proxy.Server.HostKeyHash);
    }

    /// <summary>The only connection, once it is as wanted.</summary>
    private static async Task<ConnectedClient> OneAsync(RunningProxy proxy, Func<ConnectedClient, bool> isWanted)
    {
        IReadOnlyList<ConnectedClient> open = [];
        await Eventually.HoldsAsync(
            () => (open = proxy.Server.ListClients()) is [var one] && isWanted(one), () => string.Join('\n', open));
        return open[0];
    }
}
