using Proximity.Control;

namespace Proximity.Architecture.Tests.Docs;

/// <summary>The page on the API has the table of operations.</summary>
public class ApiPageTests
{
    private const string Page = "docs/api.md";

    [Fact]
    public void Operations_AreThoseOfTheTable()
    {
        string[] lines = [.. OperationPage.Sections().Split('\n').Where(static line => line.Length > 0)];
        string page = Repository.Read(Page);
        Assert.All(lines, line => Assert.Contains(line, page, StringComparison.Ordinal));
        Assert.Equal(OperationTable.All.Count, page.Split("\n### ").Length - 1);
    }
}
