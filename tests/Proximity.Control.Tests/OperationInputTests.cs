namespace Proximity.Control.Tests;

/// <summary>The parameters of URLs and command lines as input.</summary>
public class OperationInputTests
{
    [Fact]
    public void Texts_BecomeMembersOfTheirKinds()
        => Assert.Equal(
            """{"filter":"status:404","limit":7,"fields":["id","url"],"redact":true}""",
            Read("flows.search", ("filter", "status:404"), ("limit", "7"), ("fields", "id, url"), ("redact", "")));

    [Fact]
    public void Numbers_MayBeNegativeAndInLists()
        => Assert.Equal("""{"ids":[3,-4],"mark":"red"}""", Read("flows.annotate", ("ids", "3,-4"), ("mark", "red")));

    [Theory]
    [InlineData("flows.search", "limit", "many", "limit is a whole number, and not 'many'.")]
    [InlineData("flows.search", "redact", "maybe", "redact is true or false, and not 'maybe'.")]
    [InlineData("flows.get", "idd", "1", "flows.get has no parameter idd. There are id, redact.")]
    [InlineData("proxy.status", "a", "1", "proxy.status has no parameter a. There are none.")]
    [InlineData("flows.resend", "headers", "a", "headers can be given in a JSON object only.")]
    public void TextOfAnotherKind_IsRefused(string operation, string name, string text, string sentence)
        => Assert.Equal(sentence, Assert.Throws<OperationException>(() => Read(operation, (name, text))).Message);

    [Fact]
    public void NameGivenTwice_IsRefused()
        => Assert.Equal(
            "filter is given twice.",
            Assert.Throws<OperationException>(() => Read("flows.search", ("filter", "a"), ("filter", "b"))).Message);

    private static string Read(string operation, params (string Name, string Text)[] values)
        => OperationInput.Of(
            OperationTable.Named(operation)!, values.Select(static value => KeyValuePair.Create(value.Name, value.Text))).GetRawText();
}
