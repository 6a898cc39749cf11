using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>The codes that only a wire failing at a certain moment brings about.</summary>
public class FaultCodeTests
{
    private const string Get = "GET http://origin.test:30000/ HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Connect = "CONNECT origin.test:30000 HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task OriginThatCannotBeWrittenTo_IsRequestForwardFailed()
        => Assert.Equal("request_forward_failed", await CodeAsync(Get, Ok, new Setting(Origin: new FailingWrites(1))));

    [Fact]
    public async Task ClientThatCannotBeWrittenTo_IsResponseClientWriteFailed()
        => Assert.Equal("response_client_write_failed", await CodeAsync(Get, Ok, new Setting(Client: new FailingWrites(1))));

    [Fact]
    public async Task ClientThatCannotBeToldOfItsTunnel_IsConnectResponseFailed()
        => Assert.Equal("connect_response_failed", await CodeAsync(Connect, Ok, new Setting(Client: new FailingWrites(1))));

    [Fact]
    public async Task TunnelWhoseOriginCannotBeWrittenTo_IsTunnelWriteFailed()
        => Assert.Equal("tunnel_write_failed", await CodeAsync(Connect + "ping", "", new Setting(Origin: new FailingWrites(1))));

    [Fact]
    public async Task TunnelWhoseClientCannotBeWrittenTo_IsTunnelClientWriteFailed()
        => Assert.Equal("tunnel_client_write_failed", await CodeAsync(Connect + "ping", "pong", new Setting(Client: new FailingWrites(2))));

    [Fact]
    public async Task UpstreamThatCannotBeSentTheConnect_HasItsCode()
        => Assert.Equal("upstream_proxy_connect_write_failed", await CodeAsync(Connect, "", new Setting(Origin: new FailingWrites(1), Upstream: "parent.test:30000")));

    [Fact]
    public async Task UpstreamThatClosesBeforeItsAnswer_HasItsCode()
        => Assert.Equal("upstream_proxy_connect_read_failed", await CodeAsync(Connect, "", new Setting(Upstream: "parent.test:30000")));

    [Fact]
    public async Task UpstreamThatAnswersNonsense_HasItsCode()
        => Assert.Equal("upstream_proxy_connect_read_failed", await CodeAsync(Connect, "NONSENSE\r\n\r\n", new Setting(Upstream: "parent.test:30000")));

    [Fact]
    public async Task UpstreamWhoseAnswerIsTooLong_HasItsCode()
        => Assert.Equal(
            "upstream_proxy_connect_headers_too_large",
            await CodeAsync(Connect, "HTTP/1.1 200 OK\r\nX: " + new string('a', 70_000) + "\r\n\r\n", new Setting(Upstream: "parent.test:30000")));

    [Fact]
    public async Task UpstreamThatRefuses_HasItsCode()
        => Assert.Equal("upstream_proxy_connect_failed", await CodeAsync(Connect, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", new Setting(Upstream: "parent.test:30000")));

    [Fact]
    public async Task ClientThatGoesInsideItsHead_IsClientReadFailed()
        => Assert.Equal("client_read_failed", await CodeAsync("GET http://origin", ""));

    [Fact]
    public async Task DefectInsideAConnection_IsProxyErrorAndEndsThatConnectionOnly()
    {
        var clock = new BrokenLocalTime();
        Assert.Equal("proxy_error", await CodeAsync(Get, Ok, new Setting(TimeProvider: clock)));
    }

    private static async Task<string> CodeAsync(string request, string answer, Setting? setting = null)
    {
        setting ??= new Setting();
        var memory = new MemoryNetwork();
        var network = new WrappingNetwork(memory, setting.Client, setting.Origin);
        var errors = new ConcurrentQueue<string>();
        Listener originListener = memory.Listen(IPAddress.Loopback, 30_000);
        var options = new ProxyOptions
        {
            UseEphemeralPort = true,
            UpstreamProxy = setting.Upstream,
            Logger = NullLogger.Instance,
            TimeProvider = setting.TimeProvider ?? TimeProvider.System,
            OnError = error =>
            {
                errors.Enqueue(error.Code);
                return default;
            },
        };
        ProxyServer proxy = await ProxyServer.StartAsync(options, new StrictNetwork(network), TestContext.Current.CancellationToken);
        if (setting.TimeProvider is BrokenLocalTime broken)
        {
            broken.IsBroken = true;
        }

        Task serving = AnswerOnceAsync(originListener, answer);
        Wire wire = (await memory.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken)).Wire!;
        await wire.WriteAsync(Encoding.Latin1.GetBytes(request));
        wire.ShutdownWrite();
        await Harness.ReadToEndAsync(wire).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        wire.Close();
        originListener.Close();
        await serving;
        await proxy.StopAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, proxy.OutstandingBuffers);
        return string.Join(' ', errors);
    }

    private static async Task AnswerOnceAsync(Listener listener, string answer)
    {
        if (await listener.AcceptAsync() is { } wire)
        {
            await wire.ReadAsync(new byte[4096]);
            await wire.WriteAsync(Encoding.Latin1.GetBytes(answer));
            wire.Close();
        }
    }

    /// <summary>What is broken in a run.</summary>
    private sealed record Setting(FailingWrites? Client = null, FailingWrites? Origin = null, string? Upstream = null, TimeProvider? TimeProvider = null);

    /// <summary>From which write on a wire fails.</summary>
    private sealed record FailingWrites(int From);

    private sealed class WrappingNetwork(MemoryNetwork inner, FailingWrites? client, FailingWrites? origin) : Network
    {
        public override Listener Listen(IPAddress? address, int port) => new WrappingListener(inner.Listen(address, port), client);

        public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken) => inner.ResolveAsync(host, cancellationToken);

        public override async ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
        {
            Connected connected = await inner.ConnectAsync(endPoint, cancellationToken);
            return origin is null ? connected : new Connected(new FailFromNthWriteWire(connected.Wire!, origin.From), null);
        }
    }

    private sealed class WrappingListener(Listener inner, FailingWrites? plan) : Listener
    {
        public override IPEndPoint EndPoint => inner.EndPoint;

        public override async ValueTask<Wire?> AcceptAsync() => await inner.AcceptAsync() is { } wire ? (plan is null ? wire : new FailFromNthWriteWire(wire, plan.From)) : null;

        public override void Close() => inner.Close();
    }

    private sealed class FailFromNthWriteWire(Wire inner, int from) : Wire
    {
        private int writes;

        public override IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

        public override IPEndPoint? LocalEndPoint => inner.LocalEndPoint;

        public override bool IsQuiet => inner.IsQuiet;

        public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer) => inner.ReadAsync(buffer);

        public override ValueTask<WireResult> WaitReadableAsync() => inner.WaitReadableAsync();

        public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
            => ++writes >= from ? new(WireResult.Failure(WireError.Reset, new IOException("planned"))) : inner.WriteAsync(bytes);

        public override void ShutdownWrite() => inner.ShutdownWrite();

        public override void CancelReads() => inner.CancelReads();

        public override void ResumeReads() => inner.ResumeReads();

        public override void Close() => inner.Close();

        public override void Abort() => inner.Abort();
    }

    private sealed class BrokenLocalTime : TimeProvider
    {
        private int calls;

        public bool IsBroken { get; set; }

        public override DateTimeOffset GetUtcNow() => IsBroken && Interlocked.Increment(ref calls) == 1 ? throw new InvalidOperationException("no time") : base.GetUtcNow();
    }
}
