using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Recordings;

/// <summary><c>proximity flows export</c>.</summary>
public sealed class FlowExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task File_GetsTheFormatOfItsName_AndWhatTheFilterMatches()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);
        var target = folder.File("out.har");

        Assert.Equal((0, "", ""), await new FlowsRig().RunAsync("export", file, "status:404", "--output", target));

        Assert.Equal(["404\tshop.example.com"], await new FlowsRig().LinesAsync(target, "--fields", "status,host"));
    }

    [Fact]
    public async Task StandardOutput_GetsANamedFormat()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.har", SampleFlows.Form(2));

        var (code, output, _) = await new FlowsRig().RunAsync("export", file, "--format", "http");

        Assert.Equal(0, code);
        Assert.Contains("POST http://shop.example.com/login", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_AreMaskedAndReported()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Form(2));
        var (target, report) = (folder.File("out.jsonl"), folder.File("report.txt"));

        await new FlowsRig().RunAsync("export", file, "--output", target, "--redact-report", report, "--redact");

        var written = await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken);
        var places = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("sid=one", written, StringComparison.Ordinal);
        Assert.Contains("flow 2: request field cookie", places, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Report_HasSecretsOnlyWhereTheyAreToStay()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Form(2));
        var (masked, plain) = (folder.File("masked.html"), folder.File("plain.html"));

        await new FlowsRig().RunAsync("export", file, "--output", masked);
        await new FlowsRig().RunAsync("export", file, "--output", plain, "--no-redact");

        var token = TestContext.Current.CancellationToken;
        Assert.DoesNotContain("sid=one", await File.ReadAllTextAsync(masked, token), StringComparison.Ordinal);
        Assert.Contains("sid=one", await File.ReadAllTextAsync(plain, token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAFormatCannotCarry_IsSaid()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        var (code, _, errors) = await new FlowsRig().RunAsync("export", file, "--output", folder.File("out.sh"));

        Assert.Equal(0, code);
        Assert.StartsWith("Not in the export: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenSource_LeavesTheTargetAsItWas()
    {
        var file = folder.Write("a.jsonl", "{\"id\":1,\"request\":{}}\n{oops");
        var target = folder.Write("out.jsonl", "before");

        var (code, _, errors) = await new FlowsRig().RunAsync("export", file, "--output", target);

        Assert.Equal(1, code);
        Assert.Contains("Line 2", errors, StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Theory]
    [InlineData("There is no format pcap", "--format", "pcap")]
    [InlineData("--output is no-such-folder/a.har, where nothing", "--output", "no-such-folder/a.har")]
    [InlineData("--redact-report has an effect only", "--redact-report", "x")]
    public async Task WrongOptions_AreRefused(string sentence, params string[] options)
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1));

        var exception = await Assert.ThrowsAsync<ConfigurationException>(() => new FlowsRig().RunAsync(["export", file, .. options]));

        Assert.StartsWith(sentence, exception.Message, StringComparison.Ordinal);
    }
}
