using Proximity.Filters;
using Proximity.Filters.Syntax;

namespace Proximity.Flows.Tests.Filters;

public class FilterParserTests
{
    public static TheoryData<string, string> Printed
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach ((string text, string printed) in Examples.All)
            {
                rows.Add(text, printed);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Printed))]
    public void Example_HasOneForm(string text, string printed)
    {
        FilterNode tree = Parse(text);

        Assert.Equal(printed, FilterPrinter.Print(tree));
        Assert.Equal(tree, Parse(printed));
    }

    [Theory]
    [InlineData("a b", "a and b")]
    [InlineData("a b", "a && b")]
    [InlineData("a b", "a & b")]
    [InlineData("a or b", "a || b")]
    [InlineData("a or b", "a | b")]
    [InlineData("a or b", "a OR b")]
    [InlineData("-a", "not a")]
    [InlineData("-a", "!a")]
    [InlineData("a", "not not a")]
    [InlineData("a", "((a))")]
    [InlineData("a b c", "a (b c)")]
    [InlineData("a or b or c", "a or (b or c)")]
    [InlineData("a (b or c)", "a and(b or c)")]
    [InlineData("a or b c", "a or (b c)")]
    [InlineData("-(a or b)", "not (a or b)")]
    [InlineData("host!=a.test", "not host=a.test")]
    [InlineData("host!==a.test", "-host==a.test")]
    [InlineData("host!~a", "!host~a")]
    [InlineData("host=a.test", "host = a.test")]
    [InlineData("host!=a.test", "host != a.test")]
    [InlineData("res.size>10kib", "response.size > 10kib")]
    [InlineData("-host:a.test", "-HOST:a.test")]
    [InlineData("has:res.body", "has:response.body")]
    [InlineData("has:host or has:path", "has:host,path")]
    [InlineData("has:host", "host:*")]
    [InlineData("is:error or is:ws", "is:error,ws")]
    [InlineData("is:@slow", "is:@\"slow\"")]
    [InlineData("size:..1mb", "size:..1mb")]
    [InlineData("http://example.com/a", "http://example.com/a")]
    [InlineData("/api/users", "/api/users")]
    [InlineData("\"/a/\"", "\"/a/\"")]
    [InlineData("/a/i", "/a/i")]
    [InlineData("/a/is", "/a/si")]
    [InlineData("\"or\"", "\"or\"")]
    [InlineData("path:\"a,b\",c", "path:\"a,b\",\"c\"")]
    [InlineData("path:\"*\"", "path:\"*\"")]
    [InlineData("*", "* ")]
    [InlineData("-*", "not *")]
    [InlineData("json[a\\]b]=1", "json[a\\]b]=1")]
    [InlineData("body:\"a\\\"b\\\\c\\n\"", "body:\"a\\\"b\\\\c\\n\"")]
    [InlineData("path~\\d", "path~\"\\d\"")]
    public void Spelling_MeansThis(string printed, string text) => Assert.Equal(printed, FilterPrinter.Print(Parse(text)));

    [Theory]
    [InlineData("a=1b c", "1:1: There is no field a; a text with an operator in it is searched for in quotes.")]
    [InlineData("staus:200", "1:1: There is no field staus; a text with an operator in it is searched for in quotes. Did you mean status?")]
    [InlineData("x\n  hots:a", "2:3: There is no field hots; a text with an operator in it is searched for in quotes. Did you mean host?")]
    [InlineData("is:eror", "1:4: is: knows no eror. Did you mean error?")]
    [InlineData("header:x", "1:1: header needs a key. Did you mean header[name] or headers?")]
    [InlineData("host[x]:y", "1:1: host has no key. Did you mean host?")]
    [InlineData("host: a", "1:6: Behind host a value, without a space before it is missing.")]
    [InlineData("(a", "1:1: This bracket is never closed.")]
    [InlineData("a)", "1:2: This bracket closes nothing.")]
    [InlineData("()", "1:2: A filter is missing here.")]
    [InlineData("a or", "1:3: A filter is missing behind or.")]
    [InlineData("or a", "1:1: A filter is missing here.")]
    [InlineData("a and", "1:3: A filter is missing behind and.")]
    [InlineData("and a", "1:1: A filter is missing before this and.")]
    [InlineData("a not", "1:3: A filter is missing behind not.")]
    [InlineData("a -", "1:3: A filter is missing behind -.")]
    [InlineData("\"a", "1:1: This quote is never closed.")]
    [InlineData("host:\"a", "1:6: This quote is never closed.")]
    [InlineData("=a", "1:1: A field is missing before =a. Did you mean \"=a\"?")]
    [InlineData("status:5yy", "1:1: 5yy is no status: 404, 4xx, 400..499.")]
    [InlineData("size:10zb", "1:1: 10zb is no size: 512, 10kb, 1.5mib.")]
    [InlineData("duration>5", "1:1: 5 is no duration: 500us, 20ms, 1.5s, 2m, 1h, 1d.")]
    [InlineData("time:soon", "1:1: soon is no time: 2025-03-04, 2025-03-04T05:06:07Z, 10:30, today, -15m.")]
    [InlineData("client:10.0.0.0/40", "1:1: 10.0.0.0/40 is neither an address nor a range such as 10.0.0.0/8.")]
    [InlineData("path~\"(\"", "1:1: The expression is not valid: Not enough )'s.")]
    [InlineData(
        "path~\"(?=a)\"",
        "1:1: The expression needs look-around, a back-reference or too much room, which one in linear time cannot have.")]
    [InlineData("path~\"(a{50}){50}\"", "1:1: The repetitions of the expression multiply to more than 1000.")]
    [InlineData("status>4xx,5xx", "1:1: A comparison takes one value, not a list.")]
    [InlineData("size^=1", "1:1: size is compared by < <= > >= = and ranges.")]
    [InlineData("host^=a..b", "1:1: This operator takes no range.")]
    [InlineData("host:a../b/", "1:12: The ends of a range are values, not expressions or files.")]
    [InlineData("host:@block.txt", "1:1: Sets from files are not allowed here.")]
    [InlineData("is:@slow", "1:4: There is no filter with the name @slow.")]
    [InlineData(
        "type:jsn",
        "1:1: jsn is no kind of content; those are sse, grpc, json, html, css, js, image, font, media, form, proto, xml, ws, other.")]
    public void Mistake_IsNamed(string text, string error)
    {
        Assert.False(Filter.TryParse(text, null, out Filter? filter, out IReadOnlyList<FilterError> errors));
        Assert.Null(filter);
        Assert.Equal(error, errors[0].ToString());
    }

    [Fact]
    public void SeveralMistakes_AreAllFound()
    {
        Assert.False(Filter.TryParse("staus:1 (size:x or is:y) host:", null, out _, out IReadOnlyList<FilterError> errors));
        Assert.Equal([0, 9, 22, 30], errors.Select(error => error.Position));
    }

    [Fact]
    public void EmptyText_MatchesEveryFlow()
    {
        Assert.Equal("*", Filter.Parse("  ").ToString());
        Assert.True(Filter.Parse("").Matches(new FlowSketch().Snapshot()));
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(52, false)]
    public void Depth_IsBounded(int depth, bool isAccepted)
    {
        string text = new string('(', depth) + "a" + new string(')', depth);
        Assert.Equal(isAccepted, Filter.TryParse(text, null, out _, out IReadOnlyList<FilterError> errors));
        Assert.Equal(isAccepted ? [] : ["Brackets and negations are nested more than 50 deep."], errors.Select(error => error.Message));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1002, false)]
    public void Terms_AreBounded(int count, bool isAccepted)
    {
        string text = string.Join(' ', Enumerable.Repeat("a", count));
        Assert.Equal(isAccepted, Filter.TryParse(text, null, out _, out IReadOnlyList<FilterError> errors));
        Assert.Equal(isAccepted ? [] : ["The filter has more than 1000 terms."], errors.Select(error => error.Message));
    }

    [Fact]
    public void ListOfValues_IsBounded()
    {
        string text = "status:" + string.Join(',', Enumerable.Repeat("200", 1100));
        Assert.False(Filter.TryParse(text, null, out _, out _));
    }

    [Fact]
    public void Length_IsBounded()
    {
        Assert.False(Filter.TryParse(new string('a', 20_000), null, out _, out IReadOnlyList<FilterError> errors));
        Assert.Equal("The filter has 20000 characters; at most 16384 are allowed.", errors.Single().Message);
    }

    [Fact]
    public void FlagSearchedForAsText_IsNoted()
        => Assert.Equal(
            "1:12: error is searched for as a text. Did you mean is:error?", Filter.Parse("ttfb>1s or error").Notes.Single().ToString());

    [Fact]
    public void Comments_AreSkippedInFiles()
    {
        var settings = new FilterSettings { HasComments = true };
        Assert.Equal("a b", Filter.Parse("a # first\n# second\nb", settings).ToString());
        Assert.Equal("a #b", Filter.Parse("a \"#b\"").ToString().Replace("\"", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Macro_StandsForItsFilter()
    {
        var macros = new Dictionary<string, string> { ["slow"] = "duration:1s..", ["bad"] = "is:@slow or is:error" };
        var settings = new FilterSettings { Macros = macros };
        Filter filter = Filter.Parse("is:@bad", settings);

        Assert.Equal("is:@bad", filter.ToString());
        Assert.True(filter.Matches(new FlowSketch { Duration = TimeSpan.FromSeconds(2) }.Snapshot()));
        Assert.False(filter.Matches(new FlowSketch().Snapshot()));
    }

    [Fact]
    public void MacroThatLeadsBack_IsRefused()
    {
        var settings = new FilterSettings { Macros = new Dictionary<string, string> { ["a"] = "is:@b", ["b"] = "x is:@a" } };
        Assert.False(Filter.TryParse("is:@a", settings, out _, out IReadOnlyList<FilterError> errors));
        Assert.Contains("leads back to itself", errors.Single().Message, StringComparison.Ordinal);
    }

    private static FilterNode Parse(string text)
    {
        var errors = new ErrorList(text);
        FilterNode tree = FilterParser.Parse(text, hasComments: false, errors, new ErrorList(text));
        Assert.Equal([], errors.Errors);
        return tree;
    }
}
