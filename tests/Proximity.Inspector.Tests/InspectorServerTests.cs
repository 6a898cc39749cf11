using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Proximity.Control;

namespace Proximity.Inspector.Tests;

/// <summary>Where an inspector listens, and what it does not take.</summary>
public class InspectorServerTests
{
    [Fact]
    public async Task TakenPort_GivesTheNextFreeOne()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using RunningInspector inspector = await RunningInspector.StartAsync(change: options => options with { Port = port });

        Assert.InRange(inspector.Port, port + 1, port + InspectorOptions.FurtherPorts);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task AddressThatOthersReach_IsRefused(string address)
        => await Assert.ThrowsAsync<ArgumentException>(() => RunningInspector.StartAsync(
            change: options => options with { Address = IPAddress.Parse(address) }));

    [Fact]
    public async Task AddressThatOthersReach_IsTakenWhereThatIsAllowed()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync(
            change: options => options with { Address = IPAddress.Any, AllowsOtherMachines = true });

        Assert.Equal("127.0.0.1", inspector.Server.BaseUrl.Host);
        Assert.Equal(HttpStatusCode.OK, (await inspector.Http.GetAsync("/api/status")).StatusCode);
    }

    [Fact]
    public async Task Version6Loopback_IsListenedOn()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync(
            change: options => options with { Address = IPAddress.IPv6Loopback });

        Assert.Equal(HttpStatusCode.OK, (await inspector.Http.GetAsync("/api/status")).StatusCode);
    }

    [Fact]
    public async Task Operation_IsAnsweredAsTheTableSays()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(3);

        byte[] answer = await inspector.Http.GetByteArrayAsync("/api/status");

        byte[] direct = await OperationTable.Named("proxy.status")!.InvokeAsync(
            new ControlContext(inspector.Proxy) { AllowsWrites = true }, OperationInput.Empty, CancellationToken.None);
        Assert.Equal(direct, answer);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404, "unknown_route")]
    [InlineData("GET", "/api/status/", 404, "unknown_route")]
    [InlineData("DELETE", "/api/status", 405, "wrong_method")]
    [InlineData("GET", "/api/status?no=1", 400, "unknown_member")]
    public async Task WhatIsNotThere_IsAnErrorInJson(string method, string path, int status, string code)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using HttpResponseMessage answer = await inspector.Http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        JsonElement error = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        if (status == 405)
        {
            Assert.Equal(["GET"], answer.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task DisposedServer_ListensNoLonger()
    {
        RunningInspector inspector = await RunningInspector.StartAsync();
        int port = inspector.Port;
        await inspector.DisposeAsync();

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port));
    }
}
