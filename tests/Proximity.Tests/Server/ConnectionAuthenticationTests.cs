using System.Text;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>Origins that identify a connection's user (RFC 4559): what one client proves never serves another.</summary>
public class ConnectionAuthenticationTests
{
    [Theory]
    [InlineData("NTLM")]
    [InlineData("Negotiate")]
    [InlineData("kerberos")]
    public async Task LegsOfAHandshake_ShareAConnection_ThatNobodyElseEverGets(string scheme)
    {
        await using Harness harness = await Harness.StartAsync();
        await using var origin = new IdentifyingOrigin(harness.Network, scheme);
        Wire alice = await harness.ConnectAsync();
        Wire bob = await harness.ConnectAsync();
        Assert.Equal("401 1 nobody", await AskAsync(alice, origin));
        Assert.Equal("401 1 nobody", await AskAsync(alice, origin, $"{scheme} FIRST"));
        Assert.Equal("401 2 nobody", await AskAsync(bob, origin));
        Assert.Equal("401 2 nobody", await AskAsync(bob, origin, $"{scheme} FIRST"));
        Assert.Equal("200 1 alice", await AskAsync(alice, origin, $"{scheme} ANSWER"));
        Assert.Equal("200 1 alice", await AskAsync(alice, origin));
        Assert.Equal("401 2 nobody", await AskAsync(bob, origin));
        Wire carol = await harness.ConnectAsync();
        Assert.Equal("401 3 nobody", await AskAsync(carol, origin));
        Assert.Equal("200 1 alice", await AskAsync(alice, origin));
        Close(alice, bob, carol);
    }

    [Fact]
    public async Task BoundConnection_EndsWithItsClients()
    {
        await using Harness harness = await Harness.StartAsync();
        await using var origin = new IdentifyingOrigin(harness.Network);
        Wire alice = await harness.ConnectAsync();
        await AskAsync(alice, origin, "NTLM FIRST");
        await AskAsync(alice, origin, "NTLM ANSWER");
        alice.Close();
        await origin.EndOf(1);
        Wire next = await harness.ConnectAsync();
        Assert.Equal("401 2 nobody", await AskAsync(next, origin));
        Close(next);
    }

    [Fact]
    public async Task CredentialsOfOneRequestOnly_LeaveTheConnectionToAll()
    {
        await using Harness harness = await Harness.StartAsync();
        await using var origin = new IdentifyingOrigin(harness.Network, "Basic realm=x");
        Wire alice = await harness.ConnectAsync();
        Wire bob = await harness.ConnectAsync();
        Assert.Equal("401 1 nobody", await AskAsync(alice, origin, "Basic eDp5"));
        Assert.True(SpinWait.SpinUntil(() => harness.Proxy.IdleOriginConnections == 1, TimeSpan.FromSeconds(60)));
        Assert.Equal("401 1 nobody", await AskAsync(bob, origin));
        Close(alice, bob);
        await harness.SettleAsync();
    }

    [Fact]
    public async Task PipelinedLegs_ShareTheConnection()
    {
        await using Harness harness = await Harness.StartAsync();
        await using var origin = new IdentifyingOrigin(harness.Network);
        Wire alice = await harness.ConnectAsync();
        await alice.WriteAsync(Encoding.Latin1.GetBytes(Request(origin, "/", "NTLM FIRST") + Request(origin, "/", "NTLM ANSWER") + Request(origin, "/", null)));
        Assert.Equal(["401 1 nobody", "200 1 alice", "200 1 alice"], [await ReadAsync(alice), await ReadAsync(alice), await ReadAsync(alice)]);
        Close(alice);
    }

    [Fact]
    public async Task OriginThatClosesInTheHandshake_HasTheClientClosedToo()
    {
        await using Harness harness = await Harness.StartAsync();
        await using var origin = new IdentifyingOrigin(harness.Network);
        Wire alice = await harness.ConnectAsync();
        await alice.WriteAsync(Encoding.Latin1.GetBytes(Request(origin, "/close", "NTLM FIRST")));
        Assert.Contains("Connection: close\r\n", await Harness.ReadToEndAsync(alice), StringComparison.Ordinal);
        Close(alice);
    }

    [Fact]
    public async Task OriginThatClosesBetweenTwoLegs_HasTheClientClosedToo()
    {
        await using Harness harness = await Harness.StartAsync();
        await using var origin = new IdentifyingOrigin(harness.Network);
        Wire alice = await harness.ConnectAsync();
        Assert.Equal("401 1 nobody", await AskAsync(alice, origin, "NTLM FIRST", "/end"));
        Assert.Equal("", await Harness.ReadToEndAsync(alice).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Close(alice);
    }

    [Fact]
    public async Task BodyThatUserCodeTookAway_EndsTheOriginsConnection_AndTheClientsToo()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            response.Status = 204;
            return response;
        });
        await using var origin = new IdentifyingOrigin(harness.Network);
        Wire alice = await harness.ConnectAsync();
        await alice.WriteAsync(Encoding.Latin1.GetBytes(Request(origin, "/", "NTLM FIRST")));
        string answer = await Harness.ReadToEndAsync(alice).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 204", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
        Close(alice);
    }

    [Fact]
    public async Task BehindAnUpstreamProxy_OriginsDoNotShareAConnection()
    {
        // The network gives its ports one after the other.
        const int ParentPort = 20_002;
        await using Harness harness = await Harness.StartAsync(options => options.UpstreamProxy = $"parent.test:{ParentPort}");
        await using var parent = new IdentifyingOrigin(harness.Network);
        Assert.Equal(ParentPort, parent.Port);
        Wire alice = await harness.ConnectAsync();
        Wire bob = await harness.ConnectAsync();
        await AskAsync(alice, parent, "NTLM FIRST");
        Assert.Equal("200 1 alice", await AskAsync(alice, parent, "NTLM ANSWER"));
        Assert.Equal("401 2 nobody", await AskAsync(bob, parent));
        await alice.WriteAsync("GET http://other.test/ HTTP/1.1\r\nHost: other.test\r\n\r\n"u8.ToArray());
        Assert.Equal("401 3 nobody", await ReadAsync(alice));
        Assert.Equal("200 1 alice", await AskAsync(alice, parent));
        Close(alice, bob);
    }

    [Fact]
    public async Task WithoutPersistentConnections_NothingIsKept()
    {
        await using Harness harness = await Harness.StartAsync(options => options.PersistentConnections = false);
        await using var origin = new IdentifyingOrigin(harness.Network);
        for (int number = 1; number <= 2; number++)
        {
            Wire alice = await harness.ConnectAsync();
            Assert.Equal($"401 {number} nobody", await AskAsync(alice, origin, "NTLM FIRST"));
            await origin.EndOf(number);
            Close(alice);
        }
    }

    private static async Task<string> AskAsync(Wire client, IdentifyingOrigin origin, string? credentials = null, string path = "/")
    {
        await client.WriteAsync(Encoding.Latin1.GetBytes(Request(origin, path, credentials)));
        return await ReadAsync(client);
    }

    private static string Request(IdentifyingOrigin origin, string path, string? credentials)
        => $"GET http://origin.test:{origin.Port}{path} HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\n{(credentials is null ? "" : $"Authorization: {credentials}\r\n")}\r\n";

    /// <summary>Status and body of one response.</summary>
    private static async Task<string> ReadAsync(Wire client)
    {
        string head = await Harness.ReadUntilAsync(client, "\r\n\r\n");
        string? length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
        Assert.False(length is null, $"no response: {head}");
        byte[] body = new byte[int.Parse(length[16..], System.Globalization.CultureInfo.InvariantCulture)];
        for (int have = 0; have < body.Length;)
        {
            WireResult read = await client.ReadAsync(body.AsMemory(have));
            Assert.True(read.Count > 0);
            have += read.Count;
        }

        return $"{head[9..12]} {Encoding.Latin1.GetString(body)}";
    }

    private static void Close(params Wire[] wires) => Array.ForEach(wires, wire => wire.Close());
}
