using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Proximity.Architecture.Tests.Contract;

/// <summary>The table of docs/contract.md, the ids it must have, and the tests there are.</summary>
internal static partial class ContractTable
{
    /// <summary>What is wrong with a table: rows missing, unknown or repeated, and rows without a test or with one that is not there.</summary>
    public static IEnumerable<string> Problems(IReadOnlyCollection<ContractRow> rows, IReadOnlyCollection<string> required, IReadOnlySet<string> tests)
    {
        var ids = rows.Select(row => row.Id).ToList();
        return required.Except(ids, StringComparer.Ordinal).Select(id => $"{id}: no row")
            .Concat(ids.Except(required, StringComparer.Ordinal).Select(id => $"{id}: no such id in contract-rows.txt"))
            .Concat(ids.GroupBy(id => id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => $"{group.Key}: several rows"))
            .Concat(rows.Where(row => row.Tests.Count == 0).Select(row => $"{row.Id}: names no test ({row.What})"))
            .Concat(rows.SelectMany(row => row.Tests.Where(test => !tests.Contains(test)).Select(test => $"{row.Id}: there is no test {test}")));
    }

    /// <summary>Rows look like <c>| 1.port | what | `Class.Method`, `Class.Method` |</c>.</summary>
    public static IReadOnlyList<ContractRow> Rows(string page) =>
        [.. RowPattern().Matches(page).Select(match => new ContractRow(match.Groups["id"].Value, match.Groups["what"].Value, TestsIn(match.Groups["tests"].Value)))];

    /// <summary>Every test method of a source file, as <c>Class.Method</c>.</summary>
    public static IEnumerable<string> TestsOf(SourceFile file) => file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
        .Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().EndsWith("Fact", StringComparison.Ordinal) || attribute.Name.ToString().EndsWith("Theory", StringComparison.Ordinal)))
        .Select(method => $"{((BaseTypeDeclarationSyntax)method.Parent!).Identifier.Text}.{method.Identifier.Text}");

    private static List<string> TestsIn(string cell) => [.. Quoted().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^\| (?<id>\d\.\S+) \| (?<what>.*) \| (?<tests>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
