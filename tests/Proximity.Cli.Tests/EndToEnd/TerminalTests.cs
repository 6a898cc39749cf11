using System.Net;

namespace Proximity.Cli.Tests.EndToEnd;

public class TerminalTests
{
    private const char CtrlC = '\u0003';

    [Fact]
    public async Task Terminal_GetsLinesForAPersonAndStopsOnCtrlC()
    {
        await using var origin = new TinyOrigin();
        await using var terminal = new Terminal($"{ProximityProcess.BuiltProgram} --bind 127.0.0.1 --ephemeral-port --verbose");

        var proxyUrl = (await terminal.LineAsync("curl -x ")).Split(' ')[2];
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy(proxyUrl), UseProxy = true };
        using var client = new HttpClient(handler);
        Assert.Equal("hello", await client.GetStringAsync(new Uri(origin.Url)));
        Assert.Matches($@"^\d\d:\d\d:\d\d\.\d\d\d 200 GET {origin.Url} \d+ bytes \d+\.\d ms$", await terminal.LineAsync(" 200 GET "));

        await terminal.PressAsync(CtrlC);
        await terminal.LineAsync("Stopped");
        Assert.Equal(0, await terminal.EndAsync());
    }
}
