using System.Net.Security;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Origin connections that wait, and whose origins close them (RFC 9112 §9.5).</summary>
public sealed class IdleOriginTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("end")]
    [InlineData("bytes")]
    [InlineData("reset")]
    public async Task ConnectionThatIsNoLongerQuiet_IsClosedAtOnce(string what)
    {
        var isTime = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(Ok);
            await isTime.Task;
            await DisturbAsync(peer, what);
            if (what != "reset")
            {
                await peer.ReadToEndAsync();
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        await Eventually.HoldsAsync(() => proxy.Server.IdleOriginConnections == 1, () => "the connection is not kept");
        isTime.SetResult();
        await Eventually.HoldsAsync(() => proxy.Server.IdleOriginConnections == 0, () => "the connection is still kept");
        RawPeer connection = await origin.ConnectionAsync(0);
        await Eventually.HoldsAsync(() => connection.AtEnd || connection.WasReset || what == "reset", () => "the proxy's end is still open");
    }

    [Fact]
    public async Task ConnectionThroughTls_IsClosedAtOnce()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using (SslStream client = await proxy.OpenTlsAsync(origin.Authority))
        {
            await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n"));
            await client.ReadAtLeastAsync(new byte[TlsOrigin.Ok.Length], TlsOrigin.Ok.Length);
            await Eventually.HoldsAsync(() => proxy.Proxy.Server.IdleOriginConnections == 1, () => "the connection is not kept");
            await origin.Connections[0].ShutdownAsync();
            await Eventually.HoldsAsync(() => proxy.Proxy.Server.IdleOriginConnections == 0, () => "the connection is still kept");
        }

        Assert.Empty(proxy.Proxy.Errors.Items);
    }

    [Fact]
    public async Task ConnectionThatStays_ServesOneRequestAfterTheOther()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using SslStream client = await proxy.OpenTlsAsync(origin.Authority);
        for (int number = 0; number < 20; number++)
        {
            await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n"));
            await client.ReadAtLeastAsync(new byte[TlsOrigin.Ok.Length], TlsOrigin.Ok.Length);
        }

        Assert.Equal(1, origin.Accepted);
    }

    private static async Task DisturbAsync(RawPeer peer, string what)
    {
        switch (what)
        {
            case "end":
                peer.ShutdownSend();
                break;
            case "bytes":
                await peer.SendAsync("HTTP/1.1 408 Late\r\n\r\n");
                break;
            default:
                peer.Reset();
                break;
        }
    }
}
