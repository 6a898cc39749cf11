using System.Net;

namespace Proximity.Cli.Tests.EndToEnd;

public class TerminalTests
{
    private const char CtrlC = '\u0003';

    [Fact]
    public async Task Terminal_GetsLinesForAPersonAndStopsOnCtrlC()
    {
        await using var origin = new TinyOrigin();
        await using var terminal = new Terminal($"{ProximityProcess.BuiltProgram} --bind 127.0.0.1 --ephemeral-port --verbose --color never");

        var proxyUrl = (await terminal.LineAsync("curl -x ")).Split(' ')[2];
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy(proxyUrl), UseProxy = true };
        using var client = new HttpClient(handler);
        Assert.Equal("hello", await client.GetStringAsync(new Uri(origin.Url)));
        Assert.Matches($@"^\d\d:\d\d:\d\d\.\d\d\d #1 200 GET {origin.Url} \d+ bytes \d+\.\d ms$", await terminal.LineAsync(" GET "));

        await terminal.PressAsync(CtrlC);
        await terminal.LineAsync("Stopped");
        Assert.Equal(0, await terminal.EndAsync());
    }

    [Fact]
    public async Task Terminal_ShowsOneLineAFlowInColour_AndNobodysComingAndGoing()
    {
        await using var origin = new TinyOrigin();
        await using var terminal = new Terminal($"env TERM=xterm NO_COLOR= {ProximityProcess.BuiltProgram} --bind 127.0.0.1 --ephemeral-port --verbose");
        var proxyUrl = (await terminal.LineAsync("curl -x ")).Split(' ')[2];
        await ProximityProcess.GetThroughAsync(proxyUrl, origin.Url);

        Assert.Equal(string.Empty, await terminal.LineAsync(string.Empty));
        Assert.Matches(@"^\x1b\[2m[\d:.]+ #1\x1b\[0m \x1b\[32m200\x1b\[0m GET ", await terminal.LineAsync(string.Empty));

        // Behind the line: lines come as exchanges end, and the first one may end behind the second.
        await ProximityProcess.GetThroughAsync(proxyUrl, origin.Url);
        Assert.Matches(@"^\x1b\[2m[\d:.]+ #2\x1b\[0m \x1b\[32m200\x1b\[0m GET ", await terminal.LineAsync(string.Empty));

        await terminal.PressAsync(CtrlC);
        Assert.Equal(0, await terminal.EndAsync());
    }
}
