using System.IO.Compression;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>Files that hold no flows, or only the beginning of some: each is said in a sentence, and what was read is not lost.</summary>
public sealed class BrokenRecordingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "holds no flows: it is empty")]
    [InlineData(" \n", "holds no flows: it is empty")]
    [InlineData("""{"log":{"version":"1.2"}}""", "cannot be read as HAR: The file is JSON, but has no log with entries.")]
    [InlineData("""{"log":{"entries":{}}}""", "cannot be read as HAR: The file is JSON, but has no log with entries.")]
    [InlineData("""{"log":{"entries":[1,2]}}""", "holds no flows: it is a HAR file without an HTTP exchange")]
    [InlineData("""{"log":{"entries":[{"request":{"url":"data:,x"}}]}}""", "holds no flows: it is a HAR file without an HTTP exchange")]
    [InlineData("""{"entries":[{"request":{"url":"http://a.test/"}}]}""", "holds no flows: it is JSON, but holds no flow with an id")]
    [InlineData("""{"name":"x","version":1}""", "holds no flows: it is JSON, but holds no flow with an id")]
    [InlineData("""[{"request":{}}]""", "holds no flows: it is JSON, but holds no flow with an id")]
    [InlineData("\"text\"", "holds no flows: it is no JSON")]
    [InlineData("<html></html>", "holds no flows: it is XML or HTML")]
    [InlineData("2024-01-01 a log of something", "holds no flows: it is no JSON")]
    [InlineData("5:hello,", "cannot be read as a flow file of mitmproxy: ")]
    [InlineData("12", "cannot be read as a flow file of mitmproxy: The file ends within a length.")]
    [InlineData("{\"1\":{\"id\":", "cannot be read as JSON: The file ends in the middle.")]
    [InlineData("{\"log\":{\"entries\":[{\"request\":", "cannot be read as HAR: The file ends in the middle.")]
    [InlineData("{nonsense", "cannot be read as JSON: The file is no JSON: ")]
    public async Task FileOfAnotherKind_IsSaid(string content, string sentence)
    {
        var file = folder.Write("in", content);

        foreach (string[] words in (string[][])[[file], ["stats", file], ["export", file], ["show", file, "1"]])
        {
            var (code, _, errors) = await new FlowsRig().RunAsync(words);
            Assert.Equal(2, code);
            Assert.StartsWith($"{file} {sentence}", errors, StringComparison.Ordinal);
            Assert.Equal(1, errors.Count(character => character == '\n'));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"log":{"version":"1.2","entries":[]}}""")]
    public async Task FileThatSaysItHoldsNone_IsAnAnswer(string content)
        => Assert.Equal((0, "", ""), await new FlowsRig().RunAsync(folder.Write("in", content)));

    [Theory]
    [InlineData("word/document.xml")]
    [InlineData("a_c.txt")]
    public async Task OtherArchive_IsSaid(string entry)
    {
        using (var archive = ZipFile.Open(folder.File("in.zip"), ZipArchiveMode.Create))
        {
            archive.CreateEntry("[Content_Types].xml");
            archive.CreateEntry(entry);
        }

        var (code, _, errors) = await new FlowsRig().RunAsync(folder.File("in.zip"));

        Assert.Equal(2, code);
        Assert.Contains("It is a ZIP archive, but has no session such as raw/1_c.txt.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json", "JSON")]
    [InlineData("a.jsonl", "JSON lines")]
    [InlineData("a.har", "HAR")]
    [InlineData("a.mitm", "a flow file of mitmproxy")]
    public async Task CutFile_GivesTheFlowsBeforeTheCut(string name, string title)
    {
        var whole = await SampleFlows.WriteAsync(folder, name, SampleFlows.Json(1), SampleFlows.Form(2), SampleFlows.Missing(3));
        var bytes = await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken);
        var file = folder.File($"cut-{name}");
        await File.WriteAllBytesAsync(file, bytes[..^100], TestContext.Current.CancellationToken);

        var (code, output, errors) = await new FlowsRig().RunAsync(file, "--fields", "id");
        Assert.Equal((1, "1\n2\n"), (code, output));
        Assert.StartsWith($"{file} cannot be read as {title}: ", errors, StringComparison.Ordinal);
        Assert.EndsWith(" The 2 flows before that are good.\n", errors, StringComparison.Ordinal);

        var last = await new FlowsRig().RunAsync(file, "--fields", "id", "--limit", "1");
        Assert.Equal((1, "2\n", errors), last);

        var counted = await new FlowsRig().RunAsync("stats", file, "--by", "status");
        Assert.Equal((1, 3, errors), (counted.Code, counted.Output.TrimEnd('\n').Split('\n').Length, counted.Errors));

        var exported = await new FlowsRig().RunAsync("export", file, "--output", folder.File("out.jsonl"));
        Assert.Equal((1, errors), (exported.Code, exported.Errors));
        Assert.Equal(["1", "2"], await new FlowsRig().LinesAsync(folder.File("out.jsonl"), "--fields", "id"));

        var kept = folder.Write("kept.jsonl", "kept");
        exported = await new FlowsRig().RunAsync("export", file, "--output", kept);
        Assert.Equal((1, errors), (exported.Code, exported.Errors));
        Assert.Equal("kept", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ExportOfNothing_LeavesTheTargetAsItWas()
    {
        var target = folder.Write("out.jsonl", "kept");
        var file = folder.Write("in", "{\"1\":{");

        var (code, _, _) = await new FlowsRig().RunAsync("export", file, "--output", target);
        var (_, output, _) = await new FlowsRig().RunAsync("export", file);

        Assert.Equal((2, ""), (code, output));
        Assert.Equal("kept", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
    }
}
