namespace Proximity.Architecture.Tests.Tidy;

/// <summary>Each rule sees what it is there for: a check that finds nothing in a tidy tree proves nothing by itself.</summary>
public class TidyRuleTests
{
    [Fact]
    public void LinesOfAFile_AreCounted() => Assert.Equal(301, FileRules.Length(File(string.Concat(Enumerable.Repeat("//\n", 301)))).Size);

    [Theory]
    [InlineData(140, 0)]
    [InlineData(141, 2)]
    public void WideLines_AreCounted(int width, int count)
        => Assert.Equal(count, FileRules.WideLines(File($"{new string('x', width)}\n\n{new string('y', width)}\n")).Size);

    [Theory]
    [InlineData("the descriptor is closed by who" + "ever is last", 1)]
    [InlineData("- Who" + "ever reads; the time-out is told" + " of. Who" + " waits", 3)]
    [InlineData("clients that will not" + " have it", 1)]
    [InlineData("/// <summary>Who may do so.</summary>", 0)]
    [InlineData("the client who asked", 0)]
    public void Riddles_AreCounted(string line, int count) => Assert.Equal(count, FileRules.Riddles(File(line)).Size);

    [Theory]
    [InlineData("// TO" + "DO later")]
    [InlineData("// FIX" + "ME")]
    [InlineData("// HA" + "CK")]
    public void Reminder_IsSeen(string line) => Assert.Single(FileRules.Reminders(File(line)));

    [Theory]
    [InlineData("/ho" + "me/someone/x")]
    [InlineData("in /ro" + "ot/x")]
    [InlineData("\"/wo" + "rk/x\"")]
    [InlineData("C:\\Us" + "ers\\x")]
    public void MachinePath_IsSeen(string line) => Assert.Single(FileRules.MachinePaths(File(line)));

    [Theory]
    [InlineData("http://example.com/wo" + "rk/x")]
    [InlineData("~/.config")]
    [InlineData("tests/wo" + "rk/x")]
    public void OtherPath_IsFine(string line) => Assert.Empty(FileRules.MachinePaths(File(line)));

    [Fact]
    public void RegistryHost_IsSeen() => Assert.Single(FileRules.RegistryHosts(File("https://api.nuget" + ".org/v3")));

    [Fact]
    public void CarriageReturn_IsSeen() => Assert.Single(FileRules.CarriageReturns(File("a\r\n")));

    [Fact]
    public void Region_IsSeen() => Assert.Equal(["a.cs:1: a region"], FileRules.Regions(File("#region x\n#endregion\n")));

    [Theory]
    [InlineData("class A { async void M() { } }")]
    [InlineData("class A { void N() { async void M() { } } }")]
    public void AsyncVoid_IsSeen(string source) => Assert.Equal(["a.cs: M is async void"], FileRules.AsyncVoid(File(source)));

    [Fact]
    public void TwoPublicTypes_AreSeen() => Assert.Single(FileRules.SeveralPublicTypes(File("namespace N; public class A { public class Nested; } public enum B;")));

    [Fact]
    public void PublicTypeWithHelpers_IsFine() => Assert.Empty(FileRules.SeveralPublicTypes(File("namespace N; public class A { public class Nested; } class B;")));

    [Fact]
    public void Lines_AreCountedFromTheSignature() => Assert.Equal(
        [new MemberSize("a.cs", "A.M", 3)],
        MemberMeasures.Lines(File("class A\n{\n    /// <summary>x</summary>\n    [Fact]\n    void M()\n    {\n    }\n}\n")));

    [Theory]
    [InlineData("return;", 0)]
    [InlineData("if (a) { while (b) { try { } finally { } } }", 3)]
    [InlineData("if (a) { } else if (b) { } else if (c) { }", 1)]
    [InlineData("using (a) { lock (b) { foreach (var c in d) { } } }", 1)]
    [InlineData("switch (a) { case 1: for (;;) { } break; }", 2)]
    public void Nesting_IsCounted(string body, int depth) => Assert.Equal([new MemberSize("a.cs", "A.M", depth)], MemberMeasures.Nesting(File($"class A {{ void M() {{ {body} }} }}")));

    [Theory]
    [InlineData("class A { void M(int a, int b) { } }", "A.M", 2)]
    [InlineData("class A { public A(int a, int b, int c) { } }", "A.constructor", 3)]
    [InlineData("record A(int B, int C, int D);", "A", 3)]
    public void Parameters_AreCounted(string source, string member, int count) => Assert.Equal([new MemberSize("a.cs", member, count)], MemberMeasures.Parameters(File(source), constructorLimit: 2));

    [Theory]
    [InlineData("class A { public A(int a, int b) { } }")]
    [InlineData("class A { [LoggerMessage(1)] static partial void M(int a, int b, int c, int d, int e, int f); }")]
    [InlineData("class A { [LibraryImport(\"libc\")] static partial void M(int a, int b, int c, int d, int e, int f); }")]
    public void Parameters_OfConstructorsImportsAndLogLines_AreLeftOut(string source) => Assert.Empty(MemberMeasures.Parameters(File(source), constructorLimit: 2));

    [Theory]
    [InlineData("", "a.cs A.M 12: more than 10")]
    [InlineData("a.cs A.M 11", "a.cs A.M 12: more than its exception of 11 in list.txt")]
    [InlineData("a.cs A.M 13", "a.cs A.M 12: shrink its entry of 13 in list.txt")]
    public void Exception_HoldsThePresentSizeOnly(string entry, string finding) =>
        Assert.Equal([finding], new SizeExceptions("list.txt", entry.Length == 0 ? [] : [entry]).Findings([new MemberSize("a.cs", "A.M", 12)], 10));

    [Fact]
    public void Exception_WithThePresentSize_IsFine() => Assert.Empty(new SizeExceptions("list.txt", ["a.cs A.M 12"]).Findings([new MemberSize("a.cs", "A.M", 12)], 10));

    [Theory]
    [InlineData("a.cs A.M 13", 0)]
    [InlineData("a.cs A.M 12", 0)]
    [InlineData("a.cs A.M 11", 1)]
    [InlineData("a.cs A.M 12, a.cs A.N 5", 0)]
    public void ExceptionThatMayLag_FailsOnGrowthOnly(string entries, int findings)
        => Assert.Equal(findings, new SizeExceptions("list.txt", entries.Split(", "), mayLag: true).Findings([new MemberSize("a.cs", "A.M", 12)], 10).Count());

    [Fact]
    public void Exception_NobodyNeeds_HasToGo() =>
        Assert.Equal(["a.cs A.M: remove its entry from list.txt"], new SizeExceptions("list.txt", ["a.cs A.M 12"]).Findings([new MemberSize("a.cs", "A.M", 10)], 10));

    private static SourceFile File(string text) => new("a.cs", text);
}
