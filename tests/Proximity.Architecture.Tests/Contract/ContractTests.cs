namespace Proximity.Architecture.Tests.Contract;

public class ContractTests
{
    private static readonly HashSet<string> NoTests = [];

    [Fact]
    public void EveryRuleOfTheContract_HasItsTest()
    {
        var tests = Repository.Files(".cs").Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal)).SelectMany(ContractTable.TestsOf).ToHashSet(StringComparer.Ordinal);
        var required = Repository.List("tests/Proximity.Architecture.Tests/contract-rows.txt").ToList();

        Findings.AssertNone(ContractTable.Problems(ContractTable.Rows(Repository.Read("docs/contract.md")), required, tests));
    }

    [Fact]
    public void Rows_AreRead()
    {
        var row = Assert.Single(ContractTable.Rows("# Contract\n| id | what | test |\n|---|---|---|\n| 1.port | the `port` | `A.B`, `C.D` |\n"));

        Assert.Equal(("1.port", "the `port`"), (row.Id, row.What));
        Assert.Equal(["A.B", "C.D"], row.Tests);
    }

    [Fact]
    public void Tests_AreFoundByTheirAttribute() =>
        Assert.Equal(["A.M", "A.N"], ContractTable.TestsOf(new SourceFile("a.cs", "class A { [Fact] void M() { } [Theory] [InlineData(1)] void N(int n) { } void Helper() { } }")));

    [Fact]
    public void MissingRow_IsSeen() => Assert.Equal(["1.port: no row"], ContractTable.Problems([], ["1.port"], NoTests));

    [Fact]
    public void UnknownRow_IsSeen() => Assert.Equal(["1.prot: no such id in contract-rows.txt"], ContractTable.Problems([Row("A.B")], [], new HashSet<string> { "A.B" }));

    [Fact]
    public void RowWithoutATest_IsSeen() => Assert.Equal(["1.prot: names no test (what)"], ContractTable.Problems([Row()], ["1.prot"], NoTests));

    [Fact]
    public void RowWithATestThatIsNotThere_IsSeen() => Assert.Equal(["1.prot: there is no test A.B"], ContractTable.Problems([Row("A.B")], ["1.prot"], NoTests));

    private static ContractRow Row(params string[] tests) => new("1.prot", "what", tests);
}
