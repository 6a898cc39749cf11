using Proximity.Filters;

namespace Proximity.Flows.Tests.Filters;

public class FilterExplanationTests
{
    [Theory]
    [InlineData("host:x", FilterPhase.RequestHead, FilterPhase.RequestHead, FilterPhase.RequestHead)]
    [InlineData("host:x body:a", FilterPhase.RequestBody, FilterPhase.RequestHead, FilterPhase.ResponseBody)]
    [InlineData("host:x or status:5xx", FilterPhase.RequestHead, FilterPhase.ResponseHead, FilterPhase.ResponseHead)]
    [InlineData("-(host:x status:5xx)", FilterPhase.RequestHead, FilterPhase.ResponseHead, FilterPhase.ResponseHead)]
    [InlineData("client:10.0.0.0/8 rule:x", FilterPhase.Connect, FilterPhase.Connect, FilterPhase.Connect)]
    [InlineData("is:error", FilterPhase.Done, FilterPhase.Done, FilterPhase.Done)]
    [InlineData("message:a is:ws", FilterPhase.Messages, FilterPhase.ResponseHead, FilterPhase.Messages)]
    public void Phases_AreThoseOfTheFields(string text, FilterPhase canBeTrue, FilterPhase canBeFalse, FilterPhase decided)
    {
        FilterExplanation explanation = Filter.Parse(text).Explain();

        Assert.Equal((canBeTrue, canBeFalse, decided), (explanation.TrueFrom, explanation.FalseFrom, explanation.DecidedBy));
    }

    [Fact]
    public void Explanation_SaysWhatIsHeld() => Assert.Equal(
        """
        filter    host:x method:post req.json[/a]=1 rule:r
        field     host: request head, indexed
        field     method: request head
        field     req.json[/a]: request body
        field     rule: set by nothing yet, absent from every flow
        true      request body at the earliest
        decided   request body at the latest
        holds     the request bodies of those that match host:x method:post rule:r, each up to MaxHeldBodyBytes

        """,
        Filter.Parse("host:x method:post req.json[/a]=1 rule:r").Explain().ToString());

    [Fact]
    public void MacroThatIsLate_IsNotPartOfWhatIsKnownEarly()
    {
        var settings = new FilterSettings { Macros = new Dictionary<string, string> { ["late"] = "body:a", ["early"] = "method:post" } };

        Assert.Equal("host:a is:@early", Filter.Parse("host:a is:@early (is:@late or path:b)", settings).Explain().KnownAtHead);
    }

    [Theory]
    [InlineData("status:5xx", "nothing: the response's head decides, when the request has gone out")]
    [InlineData("res.body:a", "the response bodies of every exchange, each up to MaxHeldBodyBytes")]
    [InlineData("host:a", "nothing: the request's head decides")]
    [InlineData("duration>1s", "nothing: the exchange has ended by then, and can be found but not changed")]
    public void Held_DependsOnThePhase(string text, string held)
        => Assert.EndsWith($"holds     {held}\n", Filter.Parse(text).Explain().ToString(), StringComparison.Ordinal);
}
