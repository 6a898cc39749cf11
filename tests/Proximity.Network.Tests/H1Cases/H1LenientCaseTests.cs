namespace Proximity.Network.Tests.H1Cases;

/// <summary>The same cases read leniently: what the RFCs allow is not left there either, only the strict choice among it.</summary>
public sealed class H1LenientCaseTests(H1LenientProxy shared) : IClassFixture<H1LenientProxy>
{
    /// <summary>
    /// What lenient reading takes beyond them: an IPv6 address without brackets, before the port of a CONNECT, is an address all the same.
    /// </summary>
    private const string AddressWithoutBrackets = "co-v6-bare";

    /// <summary>One row a case.</summary>
    public static TheoryData<string> Ids { get; } = [.. H1CaseFile.Ids.Where(id => id != AddressWithoutBrackets)];

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Case_EndsAsItMay(string id) => new H1CaseRunner(shared.For(H1CaseFile.Get(id))).RunAsync(H1CaseFile.Get(id) with { Prefer = null });
}
