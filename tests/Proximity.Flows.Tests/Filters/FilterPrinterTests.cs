using CsCheck;
using Proximity.Filters.Syntax;

namespace Proximity.Flows.Tests.Filters;

public class FilterPrinterTests
{
    [Fact]
    public void PrintedTree_ReadsAsItself() => Trees.Writable.Sample(
        tree =>
        {
            string text = FilterPrinter.Print(tree);
            var errors = new ErrorList(text);
            FilterNode read = FilterParser.Parse(text, hasComments: false, errors, new ErrorList(text));
            Assert.Equal([], errors.Errors);
            Assert.Equal(tree, read);
        },
        iter: 20_000,
        print: FilterPrinter.Print);
}
