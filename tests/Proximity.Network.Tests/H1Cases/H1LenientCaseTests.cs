namespace Proximity.Network.Tests.H1Cases;

/// <summary>The same cases read leniently: what the RFCs allow is not left there either, only the strict choice among it.</summary>
public sealed class H1LenientCaseTests(H1LenientProxy shared) : IClassFixture<H1LenientProxy>
{
    /// <summary>One row a case.</summary>
    public static TheoryData<string> Ids { get; } = [.. H1CaseFile.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Case_EndsAsItMay(string id) => new H1CaseRunner(shared.For(H1CaseFile.Get(id))).RunAsync(H1CaseFile.Get(id) with { Prefer = null });
}
