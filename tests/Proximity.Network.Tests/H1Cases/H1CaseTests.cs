namespace Proximity.Network.Tests.H1Cases;

/// <summary>The acceptance cases, one row each, through proxies that they share. Where a case prefers an outcome, that one is demanded.</summary>
public sealed class H1CaseTests(H1Proxy shared) : IClassFixture<H1Proxy>
{
    /// <summary>One row a case.</summary>
    public static TheoryData<string> Ids { get; } = [.. H1CaseFile.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Case_EndsAsItMust(string id) => new H1CaseRunner(shared.For(H1CaseFile.Get(id))).RunAsync(H1CaseFile.Get(id));
}
