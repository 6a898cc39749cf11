using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Sql;
using Proximity.Stores;

namespace Proximity.Flows.Tests.Filters;

/// <summary>What filters ask of a store's flows alone.</summary>
public class StoredFlowFilterTests
{
    private static readonly Guid Session = Guid.Parse("0195604d-0000-7000-8000-000000000001");

    private static readonly StoredFlow Stored = new()
    {
        Sequence = 5,
        Session = Session,
        Flow = new FlowSketch().Snapshot(),
        Annotation = new FlowAnnotation { Mark = FlowMark.Red, Comment = "look at this", Tags = ["bug-1234", "slow"] },
    };

    [Theory]
    [InlineData("mark:red")]
    [InlineData("mark:blue,RED")]
    [InlineData("is:marked")]
    [InlineData("tag:slow")]
    [InlineData("tag:bug-* tag!=x")]
    [InlineData("comment:\"at this\"")]
    [InlineData("has:session has:comment has:mark has:tag")]
    [InlineData("session:0195604d-*")]
    [InlineData("session:last")]
    [InlineData("session=LAST")]
    public void Annotation_IsFound_AndAbsentFromAFlowOfNoStore(string text)
    {
        IFlowFilter filter = Filter.Parse(text, new FilterSettings { LastSession = Session });

        Assert.Equal((true, false), (filter.Evaluate(Stored), filter.Evaluate(Stored.Flow)));
    }

    [Theory]
    [InlineData("mark:blue")]
    [InlineData("tag:bug")]
    [InlineData("-is:marked")]
    [InlineData("session:0195604d-0000-7000-8000-000000000002")]
    public void OtherAnnotation_DoesNotMatch(string text) => Assert.False(Filter.Parse(text).Evaluate(Stored));

    [Fact]
    public void LastSession_IsNobodysWhereItIsNotKnown()
    {
        Assert.False(Filter.Parse("session:last").Evaluate(Stored));
        Assert.False(Filter.Parse("session:last", new FilterSettings { LastSession = Guid.Empty }).Evaluate(Stored));
    }

    [Fact]
    public void FlowWithoutAnnotation_HasNone()
        => Assert.False(Filter.Parse("has:mark or has:tag or has:comment or is:marked")
            .Evaluate(Stored with { Annotation = FlowAnnotation.None }));

    [Theory]
    [InlineData("is:marked")]
    [InlineData("status:200 -tag:x")]
    [InlineData("is:marked or host:a")]
    public void Table_LeavesAnnotationsToTheFlow(string text) => Assert.NotNull(SqlTranslator.Translate(Filter.Parse(text)).Residual);

    [Fact]
    public void Values_AreThoseOfTheFlow()
    {
        var values = new FieldValues(Proximity.Content.ContentCodings.BuiltIn);
        string[] shown =
        [
            .. ((string[])["tag", "mark", "comment", "session", "query[page]", "headers", "host"])
                .Select(name => string.Join('|', values.Texts(Stored.Flow, FieldValues.Named(name, out _)!, Stored))),
        ];

        Assert.Equal(
            [
                "bug-1234|slow", "red", "look at this", Session.ToString(), "3",
                "Host: api.example.com|Content-Type: application/json", "api.example.com",
            ],
            shown);
        Assert.Equal(200, values.Number(Stored.Flow, FieldValues.Named("status", out _)!));
        Assert.Null(FieldValues.Named("hots", out string? problem));
        Assert.Contains("Did you mean host?", problem, StringComparison.Ordinal);
    }
}
