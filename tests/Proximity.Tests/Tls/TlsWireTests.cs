using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Proximity.Tests.Wires;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Tests.Tls;

public sealed class TlsOverMemoryTests : WireContractTests
{
    private protected override async Task<(Wire Near, Wire Far)> ConnectAsync()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        (TlsWire client, TlsWire server) = await TlsPair.OverAsync(near, far);
        return (client, server);
    }
}

public sealed class TlsOverSocketsTests : WireContractTests
{
    private protected override async Task<(Wire Near, Wire Far)> ConnectAsync()
    {
        var network = new SocketNetwork();
        Listener listener = network.Listen(IPAddress.Loopback, 0);
        Connected connected = await network.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        Wire? accepted = await listener.AcceptAsync();
        listener.Close();
        (TlsWire client, TlsWire server) = await TlsPair.OverAsync(connected.Wire!, accepted!);
        return (server, client);
    }
}

public class TlsWireTests
{
    [Fact]
    public async Task ReadAfterACancelledOne_GoesOnWhereItWas()
    {
        (TlsWire client, TlsWire server) = await ConnectAsync();
        ValueTask<WireResult> pending = client.ReadAsync(new byte[8]);
        client.CancelReads();
        Assert.Equal(WireError.Canceled, (await pending).Error);
        client.ResumeReads();
        await server.WriteAsync("abc"u8.ToArray());
        byte[] buffer = new byte[8];
        Assert.Equal(3, (await client.ReadAsync(buffer)).Count);
        Assert.Equal("abc"u8, buffer.AsSpan(0, 3));
    }

    [Fact]
    public async Task DataThatNobodyReadYet_IsNotQuietThoughTheWireUnderneathIs()
    {
        (TlsWire client, TlsWire server) = await ConnectAsync();
        await server.WriteAsync("abcdef"u8.ToArray());
        Assert.Equal(3, (await client.ReadAsync(new byte[3])).Count);
        Assert.False(client.IsQuiet);
        Assert.Equal(3, (await client.ReadAsync(new byte[8])).Count);
        Assert.True(client.IsQuiet);
    }

    [Fact]
    public async Task SessionTicketsThatWait_AreNoData()
    {
        (TlsWire client, SslStream server) = await TlsPair.WithVersionAsync(SslProtocols.Tls13);
        Assert.True(client.IsQuiet);
        await server.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.True((await client.WaitReadableAsync()).IsOk);
        Assert.False(client.IsQuiet);
        Assert.Equal(1, (await client.ReadAsync(new byte[8])).Count);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, "TLS 1.2")]
    [InlineData(SslProtocols.Tls13, "TLS 1.3")]
    public async Task Session_TellsWhatWasAgreed(SslProtocols version, string name)
    {
        (TlsWire client, SslStream server) = await TlsPair.WithVersionAsync(version);
        Assert.Equal((name, server.NegotiatedCipherSuite.ToString(), null, "a.test"), (client.Session.Protocol, client.Session.CipherSuite, client.Session.ApplicationProtocol, client.Session.ServerName));
    }

    [Fact]
    public async Task EndWithoutCloseNotify_IsAFailureTowardsOrigins()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        (TlsWire client, _) = await TlsPair.OverAsync(near, far);
        far.Close();
        WireResult result = await client.ReadAsync(new byte[8]);
        Assert.Equal(WireError.Reset, result.Error);
    }

    [Fact]
    public async Task EndWithoutCloseNotify_IsAnEndTowardsClients()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        (_, TlsWire server) = await TlsPair.OverAsync(near, far);
        near.Close();
        Assert.True((await server.ReadAsync(new byte[8])).IsEnd);
    }

    [Fact]
    public async Task CloseTowardsAPeerThatTakesNothing_EndsAfterAWhile()
    {
        FakeTimeProvider clock = TlsPair.Clock();
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair(windowBytes: 8 * 1024);
        (TlsWire client, _) = await TlsPair.OverAsync(near, far, clock);

        // Just so many that the close_notify behind them fills the window.
        Assert.True((await client.WriteAsync(new byte[8150])).IsOk);
        client.Close();
        Assert.False(client.Ended.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(3));
        await client.Ended.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(near.IsClosed);
        Assert.Equal(WireError.Closed, (await client.WriteAsync(new byte[1])).Error);
    }

    [Fact]
    public async Task RecordThatWasTamperedWith_IsAFailure()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        (TlsWire client, _) = await TlsPair.OverAsync(near, far);
        await far.WriteAsync(Convert.FromHexString("17030300130000000000000000000000000000000000000000"));
        WireResult result = await client.ReadAsync(new byte[8]);
        Assert.Equal(WireError.Failed, result.Error);
    }

    private static async Task<(TlsWire Client, TlsWire Server)> ConnectAsync()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        return await TlsPair.OverAsync(near, far);
    }
}
