using Proximity.Cli.Tests.Recordings;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary><c>proximity flows</c> as a process.</summary>
public sealed class FlowsCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pipe_GetsPlainLines()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);
        await using var proximity = ProximityProcess.Start("flows", file, "-host:api.example.com", "status:404", "--fields", "id,status");

        Assert.Equal((0, "3\t404\n", ""), await proximity.EndAsync());
    }

    [Fact]
    public async Task Terminal_GetsColumns()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);
        await using var terminal = new Terminal($"{ProximityProcess.BuiltProgram} flows {file} --color never");

        Assert.Contains("ID  STATUS  METHOD", await terminal.LineAsync("STATUS"), StringComparison.Ordinal);
        Assert.StartsWith("3  404     GET      http://shop.example.com/", await terminal.LineAsync("404"), StringComparison.Ordinal);
        Assert.Equal(0, await terminal.EndAsync());
    }

    [Fact]
    public async Task Export_EndsWith0_AndADifferenceWith1()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);
        await using var export = ProximityProcess.Start("flows", "export", file, "status:200", "--output", folder.File("b.har"));
        Assert.Equal(0, (await export.EndAsync()).Code);

        await using var diff = ProximityProcess.Start("flows", "diff", file, folder.File("b.har"));
        Assert.Equal(1, (await diff.EndAsync()).Code);
    }

    [Theory]
    [InlineData("--jsn is no option of proximity flows. Did you mean --json?", "flows", "--jsn")]
    [InlineData("--fields has no meaning for this command.", "flows", "--fields", "id", "show")]
    [InlineData("No recording is named:", "flows")]
    [InlineData("--limit is 0, but must be a whole number,", "flows", "--limit", "0")]
    public async Task WrongLine_EndsWith2(string sentence, params string[] words)
    {
        await using var proximity = ProximityProcess.Start(words);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
        Assert.Contains("See proximity flows", error, StringComparison.Ordinal);
    }
}
