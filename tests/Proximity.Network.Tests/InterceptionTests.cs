using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;
using Proximity.Tests.Exchanges;

namespace Proximity.Network.Tests;

/// <summary>What goes on inside tunnels that the proxy looks into.</summary>
public sealed class InterceptionTests : IClassFixture<NoUnobservedTask>
{
    [Fact]
    public async Task GetOverTls_IsAFlowLikeAnyOther()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        using HttpClient client = proxy.Client();
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{origin.Authority}/path?q=1")));
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal(("/path?q=1", origin.Authority, 200), (flow.Request.Url, flow.Tunnel, flow.Response?.Status));
        Assert.Equal(("localhost", "localhost"), (flow.ClientTls?.ServerName, flow.OriginTls?.ServerName));
        Assert.StartsWith("TLS_", flow.ClientTls!.CipherSuite, StringComparison.Ordinal);
        Assert.Equal("TLS 1.3", flow.OriginTls!.Protocol);
        Assert.StartsWith("GET /path?q=1 HTTP/1.1\r\n", flow.Request.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interceptors_ChangeWhatTravelsInside()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        proxy.Proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Seen"] = "yes";
            return null;
        });
        proxy.Proxy.Server.AddResponseInterceptor((response, _) =>
        {
            response.Status = 203;
            return null;
        });
        using HttpClient client = proxy.Client();
        HttpResponseMessage response = await client.GetAsync(new Uri($"https://{origin.Authority}/"));
        Assert.Equal(HttpStatusCode.NonAuthoritativeInformation, response.StatusCode);
        Assert.Contains("X-Seen: yes\r\n", Assert.Single(origin.Heads), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, SslProtocols.Tls13, "TLS 1.2", "TLS 1.3")]
    [InlineData(SslProtocols.Tls13, SslProtocols.Tls12, "TLS 1.3", "TLS 1.2")]
    public async Task BothVersions_AreSpokenOnEitherSide(SslProtocols ofClient, SslProtocols ofOrigin, string clientName, string originName)
    {
        await using TlsOrigin origin = TlsOrigin.Start(configure: options => options.EnabledSslProtocols = ofOrigin);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        using HttpClient client = proxy.Client(options => options.EnabledSslProtocols = ofClient);
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{origin.Authority}/")));
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal((clientName, originName), (flow.ClientTls?.Protocol, flow.OriginTls?.Protocol));
    }

    [Fact]
    public async Task ConnectionToTheOrigin_ServesOneClientAfterTheOther()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.MaxIdleOriginConnectionsPerRoute = 4);
        var hello = new Uri($"https://{origin.Authority}/");
        using (HttpClient first = proxy.Client())
        {
            await first.GetStringAsync(hello);
            await first.GetStringAsync(hello);
        }

        using (HttpClient second = proxy.Client())
        {
            await second.GetStringAsync(hello);
        }

        Assert.Single(origin.Connections);
        Assert.Equal(3, origin.Heads.Count);
        IReadOnlyList<Flow> flows = await proxy.Proxy.Completed.TakeAsync(3);
        Assert.All(flows.Where(flow => flow.Request.Method == "GET"), flow => Assert.NotNull(flow.OriginTls));
    }

    [Fact]
    public async Task HundredClientsAtOnce_AreShownOneCertificate()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string[] serials = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority);
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n"));
            await new StreamReader(tls).ReadToEndAsync().WithinStep();
            return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
        }));
        Assert.Single(serials.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task HelloInManyPackets_IsOpened()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority, between: stream => new DribblingStream(stream));
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n"));
        Assert.EndsWith("ok", await new StreamReader(tls).ReadToEndAsync().WithinStep(), StringComparison.Ordinal);
        Assert.Equal(origin.Authority, (await proxy.FlowAsync("GET")).Tunnel);
    }

    [Fact]
    public async Task HelloOfMoreThanARecord_IsOpened()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string protocols = string.Join(',', Enumerable.Range(0, 100).Select(number => number.ToString(CultureInfo.InvariantCulture) + new string('x', 200))) + ",http/1.1";
        string request = $"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n";
        string said = await OpenSsl.ClientAsync(request, "-proxy", proxy.Proxy.Authority, "-connect", origin.Authority, "-servername", "localhost", "-CAfile", proxy.AuthorityFile, "-verify_return_error", "-alpn", protocols);
        Assert.EndsWith("ok", said, StringComparison.Ordinal);
        Assert.Equal("http/1.1", (await proxy.FlowAsync("GET")).ClientTls?.ApplicationProtocol);
    }

    [Fact]
    public async Task Session_IsResumed()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();

        // .NET forgets the keys of tickets whose certificate no connection uses, each time that the process has used 32 others.
        await using SslStream kept = await proxy.OpenTlsAsync(origin.Authority);
        string[] target = ["-proxy", proxy.Proxy.Authority, "-connect", origin.Authority, "-servername", "localhost"];
        string[] arguments = [.. target, "-CAfile", proxy.AuthorityFile, "-verify_return_error"];
        string request = $"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n";
        Assert.Contains("New, TLSv1.3", await OpenSsl.VerboseClientAsync(request, [.. arguments, "-sess_out", proxy["session"]]), StringComparison.Ordinal);
        Assert.Contains("Reused, TLSv1.3", await OpenSsl.VerboseClientAsync(request, [.. arguments, "-sess_in", proxy["session"]]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other.test", "other.test")]
    [InlineData("LOCALHOST.", null)]
    [InlineData("localhost:1", null)]
    public async Task RequestForAnotherHost_IsMisdirected(string host, string? refused)
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string status = (await proxy.CurlAsync("-o", "/dev/null", "-w", "%{http_code}", "-H", $"Host: {host}", $"https://{origin.Authority}/")).Succeeded();
        Assert.Equal(refused is null ? "200" : "421", status);
        Assert.Equal(refused is null ? null : "misdirected_request", (await proxy.FlowAsync("GET")).ErrorCode);
        Assert.Equal(refused is null ? 1 : 0, origin.Heads.Count);
    }

    [Fact]
    public async Task WhatAnInterceptorMayDo_TheClientsNextRequestMayNot()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using TlsOrigin other = TlsOrigin.Start(InterceptingProxy.OriginCertificate("127.0.0.1"), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother");
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        proxy.Proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["Host"] = request.Url == "/moved" ? $"127.0.0.1:{other.Port}" : request.Headers["Host"]!;
            return null;
        });
        string url = $"https://{origin.Authority}";
        string said = (await proxy.CurlAsync($"{url}/moved", "--next", "-x", proxy.Proxy.Url, "--cacert", proxy.AuthorityFile, "-H", $"Host: 127.0.0.1:{other.Port}", $"{url}/")).Succeeded();
        Assert.StartsWith("othermisdirected_request: ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpInClearInATunnel_IsServedByTheEngine()
    {
        await using RawOrigin origin = RawOrigin.Answering(TlsOrigin.Ok);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        ProgramResult result = await proxy.CurlAsync("--proxytunnel", $"http://{origin.Authority}/clear");
        Assert.Equal("ok", result.Succeeded());
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal(("/clear", origin.Authority, null), (flow.Request.Url, flow.Tunnel, flow.ClientTls));
    }

    [Fact]
    public async Task WebSocketInTls_IsRelayed()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapEcho());
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.InsecureOrigins = ["loopback"]);
        using var socket = new ClientWebSocket();
        using HttpClient client = proxy.Client();
        await socket.ConnectAsync(new Uri($"wss://{origin.SecureAuthority}/ws"), client, CancellationToken.None).WithinStep();
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        byte[] buffer = new byte[16];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, CancellationToken.None).WithinStep();
        Assert.Equal("hello", Encoding.ASCII.GetString(buffer, 0, received.Count));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WithinStep();
        Assert.Equal(101, (await proxy.FlowAsync("GET")).Response?.Status);
    }

    [Fact]
    public async Task UpstreamProxy_IsAskedForATunnelForEachConnection()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using RunningProxy upstream = await RunningProxy.StartAsync();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.UpstreamProxy = upstream.Authority);
        using HttpClient client = proxy.Client();
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{origin.Authority}/")));
        Assert.StartsWith("GET / HTTP/1.1\r\n", Assert.Single(origin.Heads), StringComparison.Ordinal);
        Flow flow = Assert.Single(upstream.Server.Flows);
        Assert.Equal(("CONNECT", origin.Authority), (flow.Request.Method, flow.Request.Url));
    }

    [Fact]
    public async Task DeadTarget_IsA502ForTheConnect()
    {
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string authority = $"127.0.0.1:{RawOrigin.ClosedPort()}";
        Assert.Equal(502, (await proxy.Proxy.ExchangeAsync($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n")).Status);
    }

    [Fact]
    public async Task Silence_IsATimeoutInsideTheTunnel()
    {
        await using TlsOrigin origin = TlsOrigin.Start(answer: "");
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.Timeout = TimeSpan.FromSeconds(2));
        using HttpClient client = proxy.Client();
        HttpResponseMessage response = await client.GetAsync(new Uri($"https://{origin.Authority}/"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("connection_timeout", (await proxy.FlowAsync("GET")).ErrorCode);
    }

    [Fact]
    public async Task Stop_EndsWhatIsInsideWithItsCode()
    {
        await using TlsOrigin origin = TlsOrigin.Start(answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal");
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority);
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n"));
        byte[] buffer = new byte[1024];
        Assert.NotEqual(0, await tls.ReadAsync(buffer).AsTask().WithinStep());
        await proxy.Proxy.Server.StopAsync().WithinStep();
        Assert.Equal("proxy_stopping", (await proxy.FlowAsync("GET")).ErrorCode);
        Assert.Equal((0, 0), (proxy.Proxy.Server.OutstandingBuffers, proxy.Proxy.Server.WatchedDeadlines));
    }

    [Fact]
    public async Task Drain_EndsIdleConnectionsInsideAtOnce()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority);
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n"));
        byte[] buffer = new byte[1024];
        await tls.ReadAtLeastAsync(buffer, TlsOrigin.Ok.Length).AsTask().WithinStep();
        await proxy.FlowAsync("GET");
        Task stopping = proxy.Proxy.Server.StopAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await tls.ReadAsync(buffer).AsTask().WithinStep());
        await tls.DisposeAsync();
        await stopping.WithinStep();
        Assert.Null((await proxy.FlowAsync("CONNECT")).ErrorCode);
    }

    [Fact]
    public async Task Export_HoldsNoKey()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        Assert.Contains("BEGIN CERTIFICATE", (await proxy.CurlAsync("http://proximity.internal/ca.pem")).Succeeded(), StringComparison.Ordinal);
        (await proxy.CurlAsync($"https://{origin.Authority}/")).Succeeded();
        Assert.True(proxy.Proxy.Server.ExportFlows(proxy["flows.json"]));
        string key = (await File.ReadAllTextAsync(proxy["ca/authority.pem"])).Split("PRIVATE KEY-----")[1].Trim().Split('\n')[0];
        string exported = await File.ReadAllTextAsync(proxy["flows.json"]);
        Assert.DoesNotContain("PRIVATE KEY", exported, StringComparison.Ordinal);
        Assert.DoesNotContain(key, exported, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandForAnAuthority_MakesOneThatWorks()
    {
        using var directory = new TemporaryDirectory();
        string[] words = [.. Proximity.Tls.AuthorityFile.HowToMakeOne.Replace("\"/CN=My proxy authority\"", "/CN=Mine", StringComparison.Ordinal).Replace("ca.", directory["ca."], StringComparison.Ordinal).Split(' ')];
        (await ProcessRunner.RunAsync(words[0], words[1..])).Succeeded();
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => (options.CaCert, options.CaKey) = (directory["ca.crt"], directory["ca.key"]));
        Assert.Equal("ok", (await proxy.CurlAsync($"https://{origin.Authority}/")).Succeeded());
    }
}
