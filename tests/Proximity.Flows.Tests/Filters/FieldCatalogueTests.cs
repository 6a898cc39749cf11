using Proximity.Filters;
using Proximity.Filters.Fields;

namespace Proximity.Flows.Tests.Filters;

public class FieldCatalogueTests
{
    public static TheoryData<string> Names => [.. FieldCatalogue.All.Select(FieldCatalogue.Describe)];

    [Fact]
    public void EveryField_IsThereOnce() => Assert.Equal(Enum.GetValues<FieldId>(), FieldCatalogue.All.Select(field => field.Id).Order());

    [Fact]
    public void EveryFlag_IsThereInOrder() => Assert.Equal(Enum.GetValues<FilterFlag>(), FlagCatalogue.All.Select(flag => flag.Flag));

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_AsksForItsField(string name)
    {
        FilterField field = FieldCatalogue.All.Single(candidate => FieldCatalogue.Describe(candidate) == name);
        Filter filter = Filter.Parse(field.Example);

        Assert.Contains(field.Name, filter.ToString(), StringComparison.Ordinal);
        Assert.Equal(field.Example, field.Example.EndsWith(":*", StringComparison.Ordinal) ? field.Example : filter.ToString());
    }

    [Fact]
    public void Parts_AreFieldsOfTheSameForm() => Assert.All(
        FieldCatalogue.All.SelectMany(field => field.Parts.Select(part => (Field: field, Part: FieldCatalogue.Of(part)))),
        pair => Assert.Equal((pair.Field.Type, pair.Field.Key), (pair.Part.Type, pair.Part.Key)));

    [Theory]
    [InlineData("", "id:")]
    [InlineData("host:a met", "method:")]
    [InlineData("(-res.he", "-res.header[", "-res.headers:")]
    [InlineData("is:re", "is:request", "is:response", "is:replayed", "is:redirect")]
    [InlineData("a or -is:se", "-is:secure")]
    [InlineData("has:set", "has:set-cookie[")]
    [InlineData("type:j", "type:json", "type:js")]
    [InlineData("path:j")]
    public void Completion_ContinuesTheWord(string text, params string[] first)
        => Assert.Equal(first, FilterCompletion.At(text, text.Length).Take(Math.Max(first.Length, text.Length == 0 ? 1 : 100)));
}
