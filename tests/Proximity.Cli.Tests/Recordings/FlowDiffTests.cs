using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Recordings;

/// <summary><c>proximity flows diff</c>.</summary>
public sealed class FlowDiffTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Recordings_AreMatchedByMethodAndUrl()
    {
        var before = await SampleFlows.WriteAsync(folder, "before.jsonl", SampleFlows.Json(1), SampleFlows.Form(2), SampleFlows.Missing(3));
        var changed = SampleFlows.Json(4, """{"items":[{"id":"1","name":"x","new":true}],"next":null}""", status: 206);
        var after = await SampleFlows.WriteAsync(folder, "after.har", SampleFlows.Picture(1), SampleFlows.Form(2), changed);

        var (code, output, errors) = await new FlowsRig().RunAsync("diff", before, after);

        Assert.Equal(1, code);
        Assert.Equal(
            """
            + 200 GET http://shop.example.com/p.png
            ~ GET https://api.example.com/v1/items?page=2
                status: 200 -> 206
                response body: /items/*/id number -> string
                response body: /items/*/new appeared (boolean)
            - 404 GET http://shop.example.com/a/very/long/path/that/no/narrow/terminal/shows/whole?with=query

            """.ReplaceLineEndings("\n"),
            output);
        Assert.Equal("1 appeared, 1 vanished, 1 changed, 1 are the same.\n", errors);
    }

    [Fact]
    public async Task TheSameRecording_EndsWith0()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);
        var copy = await SampleFlows.WriteAsync(folder, "b.json", SampleFlows.All);

        Assert.Equal((0, "", "0 appeared, 0 vanished, 0 changed, 5 are the same.\n"), await new FlowsRig().RunAsync("diff", file, copy));
    }

    [Fact]
    public async Task Filter_HoldsForBoth()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);
        var less = await SampleFlows.WriteAsync(folder, "b.jsonl", SampleFlows.Json(1));

        Assert.Equal(0, (await new FlowsRig().RunAsync("diff", file, less, "host:api.example.com")).Code);
        Assert.Equal(1, (await new FlowsRig().RunAsync("diff", file, less)).Code);
    }

    [Fact]
    public async Task TwoFlows_AreComparedInAll()
    {
        var other2 = SampleFlows.Json(2, "{}", 500);
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1), other2, SampleFlows.Form(3));

        var lines = (await new FlowsRig { Width = 80 }.RunAsync("diff", file, "1", "2")).Output.TrimEnd('\n').Split('\n');
        var (other, output, _) = await new FlowsRig().RunAsync("diff", file, "1", "3");

        Assert.StartsWith("- #1 200 GET https://api.example.com/v1/items?page=2", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("+ #2 500 GET https://api.example.com/v1/items?page=2", lines[1], StringComparison.Ordinal);
        Assert.Contains("   status: 200 -> 500", lines);
        Assert.Contains("   response body: /items vanished (array)", lines);
        Assert.Equal(1, other);
        Assert.Contains("   method: GET -> POST\n", output, StringComparison.Ordinal);
        Assert.Contains("   req.header[accept] vanished: */*\n", output, StringComparison.Ordinal);
        Assert.Contains("   req.header[cookie] appeared: sid=one\n", output, StringComparison.Ordinal);
        Assert.Equal(0, (await new FlowsRig().RunAsync("diff", file, "1", "1")).Code);
    }

    [Fact]
    public async Task WrongArguments_AreRefused()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1));

        await Assert.ThrowsAsync<ConfigurationException>(() => new FlowsRig().RunAsync("diff", file));
        await Assert.ThrowsAsync<ConfigurationException>(() => new FlowsRig().RunAsync("diff", file, "1"));
        Assert.Equal((1, "", $"There is no flow 2 in {file}.\n"), await new FlowsRig().RunAsync("diff", file, "1", "2"));
    }
}
