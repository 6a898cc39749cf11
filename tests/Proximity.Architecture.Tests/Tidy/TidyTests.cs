namespace Proximity.Architecture.Tests.Tidy;

/// <summary>The house's rules on size and manner, over the whole tree.</summary>
public class TidyTests
{
    private const int FileLines = 300;
    private const int MethodLines = 70;
    private const int NestingDepth = 3;
    private const int ParameterCount = 5;
    private const int ConstructorParameterCount = 8;

    private static readonly string[] TextFiles = [".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".sh", ".txt", ".yml", ".exchange"];

    [Fact]
    public void Files_HaveAtMost300Lines()
        => Findings.AssertNone(SizeExceptions.In("long-files.txt", mayLag: true).Findings(Repository.Files(".cs").Select(FileRules.Length), FileLines));

    [Fact]
    public void Lines_AreAtMost140Wide()
        => Findings.AssertNone(SizeExceptions.In("wide-lines.txt", mayLag: true).Findings(Repository.Files(".cs").Select(FileRules.WideLines), 0));

    [Fact]
    public void Prose_HoldsNoRiddles()
        => Findings.AssertNone(SizeExceptions.In("riddles.txt", mayLag: true).Findings(Repository.Files(".cs", ".md").Select(FileRules.Riddles), 0));

    [Fact]
    public void Methods_HaveAtMost70Lines() =>
        Findings.AssertNone(SizeExceptions.In("long-methods.txt").Findings(Repository.Files(".cs").SelectMany(MemberMeasures.Lines), MethodLines));

    [Fact]
    public void Statements_NestAtMost3Deep() =>
        Findings.AssertNone(SizeExceptions.In("deep-nesting.txt").Findings(Repository.Files(".cs").SelectMany(MemberMeasures.Nesting), NestingDepth));

    [Fact]
    public void Members_HaveAtMost5Parameters() => Findings.AssertNone(SizeExceptions.In("many-parameters.txt")
        .Findings(Repository.Files(".cs").SelectMany(file => MemberMeasures.Parameters(file, ConstructorParameterCount)), ParameterCount));

    [Fact]
    public void Sources_HoldNoReminders() => Findings.AssertNone(Repository.Files(".cs", ".sh", ".csproj", ".props").SelectMany(FileRules.Reminders));

    [Fact]
    public void Sources_HoldNoRegions() => Findings.AssertNone(Repository.Files(".cs").SelectMany(FileRules.Regions));

    [Fact]
    public void Sources_HoldNoAsyncVoid() => Findings.AssertNone(Repository.Files(".cs").SelectMany(FileRules.AsyncVoid));

    [Fact]
    public void Sources_HoldOnePublicTypeEach() => Findings.AssertNone(Repository.Files(".cs").Where(file => file.IsSource).SelectMany(FileRules.SeveralPublicTypes));

    /// <summary>Conversations on the wire are left out: they may hold what HTTP wants.</summary>
    [Fact]
    public void Lines_EndWithLf() => Findings.AssertNone(Repository.Files([.. TextFiles.Where(extension => extension != ".exchange")]).SelectMany(FileRules.CarriageReturns));

    [Fact]
    public void Tree_NamesNoFolderOfAMachine() => Findings.AssertNone(Repository.Files(TextFiles).SelectMany(FileRules.MachinePaths));

    [Fact]
    public void Tree_NamesNoPackageRegistry() => Findings.AssertNone(Repository.Files(TextFiles).SelectMany(FileRules.RegistryHosts));
}
