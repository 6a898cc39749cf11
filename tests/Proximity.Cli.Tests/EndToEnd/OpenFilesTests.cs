using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>The program under a low limit of open files, right after its start.</summary>
public sealed partial class OpenFilesTests
{
    private const int Limit = 300;

    [Theory]
    [InlineData("")]
    [InlineData("--transport sockets")]
    [InlineData("--mitm")]
    public async Task MoreClientsThanDescriptors_Wait_AndAreServedWhenOthersLeave(string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell sets the limit");
        await using var origin = new TinyOrigin();
        using var folder = new TemporaryFolder();
        string[] arguments = ["--ephemeral-port", "--bind", "127.0.0.1", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        await using var proximity = ProximityProcess.Start("sh", Limited(Limit, arguments), folder.Path);
        var started = await proximity.EventAsync("started");
        Assert.Equal(Limit, started.GetProperty("openFiles").GetInt32());
        Assert.InRange(started.GetProperty("maxConnections").GetInt32(), 1, Limit);

        List<Socket> clients = [];
        for (var count = 0; count < Limit + 100; count++)
        {
            clients.Add(await ConnectAsync(started));
        }

        Assert.Contains("wait", (await proximity.EventAsync("log")).GetProperty("message").GetString(), StringComparison.Ordinal);
        clients.ForEach(client => client.Dispose());
        Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));
        proximity.Signal(15);
        Assert.Equal(0, (await proximity.EndAsync()).Code);
    }

    /// <summary>What .NET and its libraries open later must not leave a proxy that serves nobody any more.</summary>
    [Theory]
    [InlineData(100, "")]
    [InlineData(100, "--mitm")]
    [InlineData(120, "")]
    [InlineData(120, "--transport sockets")]
    [InlineData(120, "--mitm")]
    public async Task LimitThatTheProgramNames_StartsIt_AndServesOneClientAfterTheOther(int tooLow, string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell sets the limit");
        await using var origin = new TinyTlsOrigin();
        using var folder = new TemporaryFolder();
        var isIntercepting = options == "--mitm";
        string[] trust = isIntercepting ? ["--ca-folder", folder.File("ca"), "--origin-ca", folder.Write("origin.pem", origin.Pem)] : [];
        string[] chosen = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] arguments = ["--ephemeral-port", "--bind", "127.0.0.1", .. chosen, .. trust];
        await using var refused = ProximityProcess.Start("sh", Limited(tooLow, arguments), folder.Path);
        var named = int.Parse(NamedNumber().Match((await refused.EndAsync()).Error).Value, CultureInfo.InvariantCulture);
        await using var proximity = ProximityProcess.Start("sh", Limited(named, arguments), folder.Path);
        var started = await proximity.EventAsync("started");
        for (var count = 0; count < 5; count++)
        {
            Assert.Equal("secret", await GetThroughOwnConnectionAsync(started, origin.Url));
        }

        proximity.Signal(15);
        Assert.Equal(0, (await proximity.EndAsync()).Code);
    }

    [Fact]
    public async Task LimitBelowWhatAStartTakes_IsAnErrorThatSaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell sets the limit");
        await using var proximity = ProximityProcess.Start("sh", Limited(100, []));
        var (code, output, error) = await proximity.EndAsync();
        Assert.Equal((1, string.Empty), (code, output));
        Assert.Equal("A limit of 100 open files is too low to start; 320 are enough (ulimit -n).\n", error);
    }

    [Fact]
    public async Task LimitWithoutRoomForConnections_IsAnErrorThatSaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell sets the limit");
        await using var proximity = ProximityProcess.Start("sh", Limited(120, ["--ephemeral-port"]));
        var (code, _, error) = await proximity.EndAsync();
        Assert.Equal(1, code);
        Assert.StartsWith("A limit of 120 open files leaves no room for connections; at least ", error, StringComparison.Ordinal);
    }

    private static string[] Limited(int limit, string[] arguments)
        => ["-c", $"ulimit -n {limit}; exec \"$@\"", "sh", ProximityProcess.BuiltProgram, .. arguments];

    [GeneratedRegex(@"\d+(?= are (needed|enough))")]
    private static partial Regex NamedNumber();

    /// <summary>Any certificate is taken: the question is whether the proxy answers at all.</summary>
    private static async Task<string> GetThroughOwnConnectionAsync(JsonElement started, string url)
    {
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy(started.GetProperty("proxyUrl").GetString()) };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(120) };
        return await client.GetStringAsync(new Uri(url));
    }

    private static async Task<Socket> ConnectAsync(JsonElement started)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, started.GetProperty("port").GetInt32()));
        await client.SendAsync("GET http://localhost:1/ HTTP/1.1\r\n"u8.ToArray());
        return client;
    }
}
