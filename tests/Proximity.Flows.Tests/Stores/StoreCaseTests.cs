using Proximity.Stores;
using Proximity.Testing.Stores;

namespace Proximity.Flows.Tests.Stores;

/// <summary>The cases find what a store does wrong.</summary>
public class StoreCaseTests
{
    private static readonly Dictionary<string, Func<IFlowStore>> Faults = new()
    {
        ["AppendTwice_KeepsOne"] = static () => new ForgetfulOfIdentityStore(),
        ["Append_GivesHowManyWereNew"] = static () => new LossyStore(),
        ["Query_Filter_GivesWhatMatches"] = static () => new FilterIgnoringStore(),
        ["Paging_EachFlowComesOnce"] = static () => new CursorIgnoringStore(),
        ["Paging_BudgetSpent_IsToldAndGoesOn"] = static () => new BudgetIgnoringStore(),
        ["Body_Ranges_GiveThatPart"] = static () => new OffsetIgnoringStore(),
        ["Content_CodingsAndTrailers_ComeBack"] = static () => new TrailerLosingStore(),
        ["Prune_ByCount_TakesTheOldest"] = static () => new NewestPruningStore(),
        ["Delete_TakesThoseAndNoOthers"] = static () => new KeepingStore(),
        ["Watch_FromANumber_GoesOnBehindIt"] = static () => new AlwaysFromTheStartStore(),
        ["Annotate_MarkCommentAndTags_ComeAndGo"] = static () => new OverwritingStore(),
        ["Query_FilterOnBodies_SeesBodies"] = static () => new BareFilteringStore(),
        ["Model_Seed1_StoreAndListAreTheSame"] = static () => new KeepingStore(),
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Fault_IsFoundByItsCase(string name)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var fixture = new StoreFixture(_ => ValueTask.FromResult(Faults[name]()));

        await Assert.ThrowsAsync<StoreCaseException>(() => StoreCases.Named(name).RunAsync(fixture, limit.Token));
    }

    [Fact]
    public async Task CaseAboutWhatTheStoreDoesNotHave_SaysSo()
    {
        var fixture = new StoreFixture(static _ => ValueTask.FromResult<IFlowStore>(new MemoryFlowStore()));

        (string Name, bool Runs)[] expected =
        [
            ("Reopened_HasEverything", false),
            ("Query_TextFilters_GiveWhatTheSameConditionsGive", false),
            ("AppendTwice_KeepsOne", true),
        ];
        foreach ((string name, bool runs) in expected)
        {
            Assert.Equal(runs, await StoreCases.Named(name).RunAsync(fixture, TestContext.Current.CancellationToken));
        }
    }
}
