using Proximity.Cli.Recordings;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>Marks, tags and comments go from files into a SQLite store, and from there into files.</summary>
public sealed class ImportNotesTests : IDisposable
{
    private const string Fields = "id,mark,tag,comment";

    private readonly TemporaryFolder folder = new();
    private readonly FlowsRig rig = new() { Stores = StoreKinds.All };

    private string File => folder.File("flows.db");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.json", "look at this", "bug-1, slow")]
    [InlineData("a.jsonl", "look at this", "bug-1, slow")]
    [InlineData("a.har", "look at this", "bug-1, slow")]
    [InlineData("a.flow", "look at this", "")]
    [InlineData("a.saz", "look at this", "")]
    public async Task WhatAFileSays_IsInTheStore_AndInWhatIsExported(string name, string comment, string tags)
    {
        var sample = await SampleFlows.WriteAsync(folder, name, SampleFlows.Json(1), Noted(2), SampleFlows.Picture(3));

        await rig.LinesAsync("import", File, sample);

        Assert.Equal([$"2\tpurple\t{tags}\t{comment}"], await rig.LinesAsync(File, "has:comment", "--fields", Fields));
        Assert.Equal(["2"], await rig.LinesAsync(File, "mark:purple", "--fields", "id"));
        Assert.Equal([$"mark\ttags\tcomment", $"purple\t{(tags.Length == 0 ? "" : ",bug-1,slow,")}\t{comment}"], await rig.LinesAsync(
            "sql", File, "SELECT mark, tags, comment FROM flow WHERE comment IS NOT NULL"));
        var copy = folder.File("copy.jsonl");
        await rig.RunAsync("export", File, "--output", copy);
        Assert.Equal([$"2\tpurple\t{tags}\t{comment}"], await rig.LinesAsync(copy, "has:comment", "--fields", Fields));
    }

    [Fact]
    public async Task WhatIsTakenAway_StaysAway()
    {
        await rig.LinesAsync("import", File, await SampleFlows.WriteAsync(folder, "a.jsonl", Noted(1)));

        await rig.LinesAsync("comment", File, "1", "--remove");
        await rig.LinesAsync("mark", File, "1", "--remove");

        Assert.Equal(["1\t\tbug-1, slow\t"], await rig.LinesAsync(File, "--fields", Fields));
        Assert.DoesNotContain(await rig.LinesAsync("show", File, "1"), line => line.Contains("look", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FormatWithoutTags_SaysThatTheyAreLost()
    {
        await rig.LinesAsync("import", File, await SampleFlows.WriteAsync(folder, "a.jsonl", Noted(1)));

        var (code, _, errors) = await rig.RunAsync("export", File, "--output", folder.File("b.flow"));

        Assert.Equal(0, code);
        Assert.Contains("Not in the export: tags.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreThanAnAnnotationHolds_IsSaid()
    {
        var tags = Enumerable.Range(10, 34).Select(n => $"t{n}").Prepend("two words");
        var flow = Noted(1, new FlowDetails { Comment = new string('x', 4095) + "\U0001F600", Tags = [.. tags] });
        var sample = await SampleFlows.WriteAsync(folder, "a.har", flow);

        var (code, output, errors) = await rig.RunAsync("import", File, sample);

        Assert.Equal((0, $"1 flow of {sample}\n"), (code, output));
        Assert.Equal(
            [
                $"Not put into {File} from {sample}: a tag of a flow that has 32 others (2 times).",
                $"Not put into {File} from {sample}: a tag with white space or a comma, or with more than 64 characters.",
                $"Not put into {File} from {sample}: the end of a comment with more than 4096 characters.",
            ],
            errors.TrimEnd('\n').Split('\n'));
        Assert.Equal(
            ["n\tt", "4095\t129"], await rig.LinesAsync("sql", File, "SELECT length(comment) AS n, length(tags) AS t FROM flow"));
    }

    [Fact]
    public async Task FilesThatWereJoined_GiveAllTheirFlows()
    {
        var one = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);
        var joined = folder.File("joined.jsonl");
        var text = await System.IO.File.ReadAllTextAsync(one, TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(joined, text + text, TestContext.Current.CancellationToken);

        Assert.Equal([$"10 flows of {joined}"], await rig.LinesAsync("import", File, joined));
        Assert.Equal(["6", "7", "8", "9", "10"], await rig.LinesAsync(File, "session:last", "--fields", "id"));
    }

    [Fact]
    public async Task StoreIntoAStore_KeepsSessionsAndNotes_AndTakesEachFlowOnce()
    {
        var other = folder.File("other.db");
        await rig.LinesAsync("import", other, await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All));
        await rig.LinesAsync("import", other, await SampleFlows.WriteAsync(folder, "b.jsonl", Noted(1)));

        Assert.Equal([$"6 flows of {other}"], await rig.LinesAsync("import", File, other));
        await rig.LinesAsync("comment", File, "6", "changed");
        Assert.Equal([$"0 flows of {other}"], await rig.LinesAsync("import", File, other));

        Assert.Equal(["6\tpurple\tbug-1, slow\tchanged"], await rig.LinesAsync(File, "has:mark", "--fields", Fields));
        Assert.Equal(["n", "2"], await rig.LinesAsync("sql", File, "SELECT count(*) AS n FROM session"));
    }

    [Fact]
    public async Task Show_HasTheNotesOfAFile()
    {
        var lines = await rig.LinesAsync("show", await SampleFlows.WriteAsync(folder, "a.jsonl", Noted(1)), "1");

        string[] notes = ["mark: purple", "tags: slow, bug-1", "comment: look at this"];
        Assert.Equal(notes, lines.Select(line => line.Trim()).Intersect(notes));
    }

    private static Flow Noted(long id, FlowDetails? details = null)
        => FlowFactory.Create(FlowParts.Of(SampleFlows.Form(id)) with
        {
            Details = details ?? new FlowDetails { Comment = "look at this", Mark = FlowMark.Purple, Tags = ["slow", "bug-1"] },
        });
}
