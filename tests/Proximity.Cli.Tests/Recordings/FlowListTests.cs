using System.Text.Json;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Recordings;

/// <summary><c>proximity flows</c> over files.</summary>
public sealed class FlowListTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("flows.jsonl")]
    [InlineData("flows.json")]
    [InlineData("flows.har")]
    [InlineData("flows.mitm")]
    [InlineData("flows.saz")]
    public async Task EveryFormatThatIsRead_IsListed(string name)
    {
        var file = await SampleFlows.WriteAsync(folder, name, SampleFlows.Json(1), SampleFlows.Form(2));

        var (code, output, _) = await new FlowsRig().RunAsync(file, "--fields", "status,method,url");

        Assert.Equal((0, "200\tGET\thttps://api.example.com/v1/items?page=2\n302\tPOST\thttp://shop.example.com/login\n"), (code, output));
    }

    [Fact]
    public async Task Pipe_GetsWholeValuesWithTabs()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Missing(3));

        Assert.Equal(
            ["3\t2025-03-04T10:20:32.123000Z\t404\tGET\t"
                + "http://shop.example.com/a/very/long/path/that/no/narrow/terminal/shows/whole?with=query\tother\t12\t1500\t"],
            await new FlowsRig().LinesAsync(file, "--fields", "id,time,status,method,url,type,size,duration,error"));
    }

    [Theory]
    [InlineData(40, "ID", "STATUS", "URL")]
    [InlineData(80, "ID", "STATUS", "METHOD", "URL", "SIZE", "DURATION")]
    [InlineData(120, "ID", "TIME", "STATUS", "METHOD", "URL", "TYPE", "SIZE", "DURATION")]
    [InlineData(160, "ID", "TIME", "STATUS", "METHOD", "URL", "TYPE", "SIZE", "DURATION", "ERROR")]
    public async Task Columns_FitTheTerminal(int width, params string[] titles)
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        var lines = await new FlowsRig { Width = width }.LinesAsync(file);

        Assert.Equal(titles, lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(1 + SampleFlows.All.Count, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        Assert.Contains(lines, line => line.Contains('…', StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" --- ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NamedFieldsWithoutRoom_AreSaid_AndAPipeHasThem()
    {
        const string Fields = "id,status,method,host,path,query,size,duration,type,client";
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1));

        var (code, output, errors) = await new FlowsRig { Width = 40 }.RunAsync(file, "--fields", Fields);
        var piped = await new FlowsRig().LinesAsync(file, "--fields", Fields);

        Assert.Equal(0, code);
        var shown = output.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal(
            $"Not shown in 40 columns: {string.Join(", ", Fields.Split(',').Skip(shown))}. A wider terminal, a pipe and --json have all.\n",
            errors);
        Assert.Equal(10, piped[0].Split('\t').Length);
    }

    [Fact]
    public async Task Colours_AreThereWhereTheyAreOn()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Missing(3));

        var lines = await new FlowsRig { Width = 80, HasColors = true }.LinesAsync(file);

        Assert.Contains("\u001b[33m404   \u001b[0m", lines[1], StringComparison.Ordinal);
        var plain = await new FlowsRig { Width = 80 }.LinesAsync(file);
        Assert.DoesNotContain(plain, line => line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1,3", "status:200,404", "-path:/p.png")]
    [InlineData("3", "status:404")]
    [InlineData("2", "method=POST or", "id:99")]
    [InlineData("4", "is:error")]
    [InlineData("1", "process:curl")]
    [InlineData("", "host:nowhere.example")]
    public async Task Filter_IsWhatFollowsTheFile(string ids, params string[] words)
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        Assert.Equal(ids, string.Join(',', await new FlowsRig().LinesAsync([file, "--fields", "id", .. words])));
    }

    [Fact]
    public async Task RelativeTime_CountsFromTheNewestFlow()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        Assert.Equal(["4", "5"], await new FlowsRig().LinesAsync(file, "time:-5m..", "--fields", "id"));
    }

    [Fact]
    public async Task Limit_GivesTheLast()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        Assert.Equal(["3", "5"], await new FlowsRig().LinesAsync(file, "status:200,404", "--limit", "2", "--fields", "id"));
    }

    [Fact]
    public async Task Json_IsOneFlowALine_ThatIsReadAgain()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.har", SampleFlows.All);
        var (_, output, _) = await new FlowsRig().RunAsync(file, "--json");
        var again = folder.Write("again.jsonl", output);

        Assert.Equal(SampleFlows.All.Count, output.TrimEnd('\n').Split('\n').Length);
        Assert.Equal(
            await new FlowsRig().LinesAsync(file, "--fields", "id,url,status,res.body"),
            await new FlowsRig().LinesAsync(again, "--fields", "id,url,status,res.body"));
    }

    [Fact]
    public async Task JsonWithFields_HasTypedMembers()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1));

        var line = Assert.Single(await new FlowsRig().LinesAsync(
            file, "--json", "--fields", "id,time,duration,host,error,req.header[accept],res.json[/items/*/name]"));

        using var json = JsonDocument.Parse(line);
        Assert.Equal(
            """{"id":1,"time":"2025-03-04T10:20:30.123000Z","duration":12.3,"host":"api.example.com","error":null,"""
            + "\"req.header[accept]\":[\"*/*\"],\"res.json[/items/*/name]\":[\"é\"]}",
            json.RootElement.GetRawText());
    }

    [Fact]
    public async Task WhatAPeerSends_DoesNotDriveTheTerminal()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Missing(3), SampleFlows.Form(2));

        foreach (int? width in (int?[])[null, 80])
        {
            var lines = await new FlowsRig { Width = width }.LinesAsync(file, "--fields", "id,req.body,res.body");
            Assert.All(lines, line => Assert.DoesNotContain(line, character => char.IsControl(character) && character != '\t'));
        }
    }

    [Fact]
    public async Task UnknownField_IsNamed()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1));

        var exception = await Assert.ThrowsAsync<ConfigurationException>(() => new FlowsRig().RunAsync(file, "--fields", "id,hots"));

        Assert.Contains("hots is no field", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean host?", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenFilter_IsRefusedWithItsPlace()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1));

        var exception = await Assert.ThrowsAsync<ConfigurationException>(() => new FlowsRig().RunAsync(file, "hots:a"));

        Assert.StartsWith("1:1: There is no field hots;", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no file missing.har.", "missing.har")]
    [InlineData("No recording is named:", "host:a")]
    [InlineData("No recording is named:")]
    public async Task NoRecording_IsSaid(string sentence, params string[] words)
    {
        var exception = await Assert.ThrowsAsync<ConfigurationException>(() => new FlowsRig().RunAsync(words));

        Assert.StartsWith(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_NamesTheUsualRecording()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        Assert.Equal(["3"], await new FlowsRig { Usual = file }.LinesAsync("status:404", "--fields", "id"));
    }

    [Theory]
    [InlineData("<html>", 2, "holds no flows: it is XML or HTML.")]
    [InlineData("", 2, "holds no flows: it is empty.")]
    [InlineData("{\"id\":1,\"request\":{}}\n{oops", 1, "cannot be read as JSON lines: Line 2")]
    public async Task FileThatCannotBeRead_EndsWithASentence(string content, int exitCode, string sentence)
    {
        var (code, _, errors) = await new FlowsRig().RunAsync(folder.Write("in", content));

        Assert.Equal(exitCode, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_IsNoRecording()
    {
        var (code, _, errors) = await new FlowsRig().RunAsync(folder.Path);

        Assert.Equal(2, code);
        Assert.Contains("cannot be read", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreOfAnUnknownKind_IsSaid()
    {
        var (code, _, errors) = await new FlowsRig().RunAsync("redis://localhost/1");

        Assert.Equal(2, code);
        Assert.Contains("there are no stores of the kind redis://", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReaderThatGoesAway_IsNoSentence()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        var (code, _, errors) = await new FlowsRig { Output = new ClosedOutput() }.RunAsync(file);

        Assert.Equal((1, ""), (code, errors));
    }

    [Fact]
    public async Task Follow_ShowsWhatIsAppended()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1), SampleFlows.Form(2));
        var more = await File.ReadAllTextAsync(await SampleFlows.WriteAsync(folder, "b.jsonl", SampleFlows.Missing(3)), stop.Token);
        var output = new LineStream();
        var running = new FlowsRig { Output = output, Stop = stop.Token }.RunAsync(file, "--fields", "id", "--limit", "1", "--follow");

        Assert.Equal("2", await output.NextAsync());
        await File.AppendAllTextAsync(file, more[..20], stop.Token);
        await File.AppendAllTextAsync(file, more[20..], stop.Token);
        Assert.Equal("3", await output.NextAsync());

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Follow_WantsAFileThatGrows()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.har", SampleFlows.Json(1));

        var (code, _, errors) = await new FlowsRig().RunAsync(file, "--follow");

        Assert.Equal(2, code);
        Assert.Contains("--follow takes JSON lines", errors, StringComparison.Ordinal);
    }
}
