using System.Text;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>Options that change while the proxy runs: all that an update says at once, or nothing.</summary>
public class UpdateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Targets_HoldForTheNextRequestOfAConnectionThatStands()
    {
        await using Harness harness = await Harness.StartAsync();
        Wire client = await harness.ConnectAsync();
        Assert.StartsWith("HTTP/1.1 200 ", await SendAsync(harness, client), StringComparison.Ordinal);
        harness.Proxy.Update(options => options.Access.DenyTargets = ["origin.test"]);
        Assert.StartsWith("HTTP/1.1 403 ", await SendAsync(harness, client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddressRules_HoldForConnectionsThatWaitForReuse()
    {
        await using Harness harness = await Harness.StartAsync(options => options.DenyTargets = []);
        await harness.GetAsync();
        Assert.Equal(1, harness.Proxy.IdleOriginConnections);
        harness.Proxy.Update(options => options.DenyTargets = ["127.0.0.0/8"]);
        Assert.StartsWith("HTTP/1.1 403 ", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.Single(harness.OriginSaw);
    }

    [Fact]
    public async Task ExchangeUnderWay_KeepsWhatHeldWhenItBegan()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = async _ =>
        {
            begun.TrySetResult();
            await goOn.Task;
        });
        Task<string> underWay = harness.GetAsync();
        await begun.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        harness.Proxy.Update(options =>
        {
            options.Access.DenyTargets = ["*"];
            options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(204)), HandlerNeeds.Heads);
        });
        goOn.SetResult();
        Assert.StartsWith("HTTP/1.1 200 ", await underWay, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 204 ", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedUpdate_ListsAllProblemsAndChangesNothing()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("first", PassOn));
        ProxyOptionsException thrown = Assert.Throws<ProxyOptionsException>(() => harness.Proxy.Update(options =>
        {
            options.Handlers.Clear();
            options.Access.DenyTargets = ["*"];
            options.Upstream.Proxy = "http://user:secret@nowhere";
            options.Limits.MaxTunnels = 0;
            options.MaxFlows = 7;
            options.Via = "other";
        }));
        Assert.Equal(
            ["MaxFlows", "Via", "Limits.MaxTunnels", "Upstream.Proxy"],
            thrown.Problems.Select(problem => problem.Member));
        Assert.Equal(ErrorCodes.InvalidOptions, thrown.Code);
        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
        Assert.Equal("first", string.Join(' ', harness.Proxy.Handlers));
        Assert.StartsWith("HTTP/1.1 200 ", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateThatThrows_ChangesNothing_AndTheNextOneWorks()
    {
        await using Harness harness = await Harness.StartAsync();
        Assert.Throws<TimeZoneNotFoundException>(() => harness.Proxy.Update(options =>
        {
            options.DenyTargets = ["*"];
            throw new TimeZoneNotFoundException();
        }));
        Assert.StartsWith("HTTP/1.1 200 ", await harness.GetAsync(), StringComparison.Ordinal);
        harness.Proxy.Update(options => options.DenyTargets = ["*"]);
        Assert.StartsWith("HTTP/1.1 403 ", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_SeesWhatTheOneBeforeSet_InEitherForm()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Access.DenyTargets = ["a.test"]);
        harness.Proxy.Update(options => options.DenyTargets = [.. options.DenyTargets!, "b.test"]);
        harness.Proxy.Update(options => options.Access.DenyTargets = [.. options.Access.DenyTargets!, "c.test"]);
        harness.Proxy.Update(options => Assert.Equal(["a.test", "b.test", "c.test"], options.Access.DenyTargets));
    }

    [Fact]
    public async Task ListsAndOptionsOfTheStart_AreNotSeenWhenTheyChangeLater()
    {
        var denied = new List<string>();
        var started = new ProxyOptions();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            started = options;
            options.DenyTargets = denied;
        });
        denied.Add("*");
        started.AllowTargets = [];
        harness.Proxy.Update(options => options.Limits.MaxTunnels = 7);
        Assert.StartsWith("HTTP/1.1 200 ", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.Equal(7, harness.Proxy.MaxTunnels);
    }

    [Fact]
    public async Task HandlersOfTheProxy_CannotBeChangedFromWithinAnUpdate()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.Update(_ => Assert.Throws<InvalidOperationException>(() => harness.Proxy.Handlers.Clear()));
        harness.Proxy.Update(_ => Assert.Throws<InvalidOperationException>(() => harness.Proxy.Update(_ => { })));
    }

    [Fact]
    public async Task HandlerOfAnUpdate_IsTakenOutByItsRegistration()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("first", PassOn));
        IDisposable? registration = null;
        harness.Proxy.Update(options => registration = options.Handlers.Use("second", PassOn));
        Assert.Equal("first second", string.Join(' ', harness.Proxy.Handlers));
        registration!.Dispose();
        Assert.Equal("first", string.Join(' ', harness.Proxy.Handlers));
    }

    [Fact]
    public async Task LimitsOfTunnelsAndClients_HoldForLaterOnes()
    {
        await using Harness harness = await Harness.StartAsync(options => options.ConnectPorts = ["*"]);
        string connect = $"CONNECT origin.test:{harness.OriginPort} HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n";
        Wire tunnel = await harness.ConnectAsync();
        await tunnel.WriteAsync(Encoding.ASCII.GetBytes(connect));
        await Harness.ReadUntilAsync(tunnel, "\r\n\r\n");
        harness.Proxy.Update(options => options.Limits.MaxTunnels = 1);
        Assert.StartsWith("HTTP/1.1 503 ", await harness.ExchangeAsync(connect), StringComparison.Ordinal);
        harness.Proxy.Update(options => options.Limits.MaxConnectionsPerClient = 1);
        Assert.StartsWith("HTTP/1.1 503 ", await harness.GetAsync(), StringComparison.Ordinal);
        harness.Proxy.Update(options => options.Limits.MaxConnectionsPerClient = null);
        Assert.StartsWith("HTTP/1.1 200 ", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TimeOut_HoldsForLaterConnections()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.Update(options => options.Timeouts.Head = TimeSpan.FromMilliseconds(200));
        Assert.StartsWith("HTTP/1.1 408 ", await harness.ExchangeAsync("GET http://origin.test/ HTTP/1.1\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_AreJudgedByTheListOfTheUpdate()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.Update(options => options.Access.AllowClients = []);
        Assert.StartsWith("HTTP/1.1 403 ", await harness.GetAsync(), StringComparison.Ordinal);
    }

    private static ValueTask<Verdict> PassOn(ExchangeContext exchange, ExchangeDelegate next) => next(exchange);

    private static async Task<string> SendAsync(Harness harness, Wire client)
    {
        string authority = $"origin.test:{harness.OriginPort}";
        await client.WriteAsync(Encoding.ASCII.GetBytes($"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
        string head = await Harness.ReadUntilAsync(client, "\r\n\r\n");
        if (head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            await Harness.ReadUntilAsync(client, "ok");
        }

        return head;
    }
}
