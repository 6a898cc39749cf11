using Proximity.Filters.Fields;
using Proximity.Filters.Sql;

namespace Proximity.Architecture.Tests.Docs;

/// <summary>The page on filters has the tables of the catalogue, and the table that SQL is written for.</summary>
public class FilterPageTests
{
    private const string Page = "docs/filters.md";

    [Fact]
    public void Fields_AreThoseOfTheCatalogue() => AssertHolds(CataloguePage.Fields());

    [Fact]
    public void Flags_AreThoseOfTheCatalogue() => AssertHolds(CataloguePage.Flags());

    [Fact]
    public void Table_IsTheOneThatSqlIsWrittenFor() => AssertHolds(FlowsTable.SqliteDefinition);

    private static void AssertHolds(string part)
        => Assert.True(Repository.Read(Page).Contains(part, StringComparison.Ordinal), $"{Page} wants this part:\n{part}");
}
