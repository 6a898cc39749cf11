using Proximity.Filters;
using Proximity.Stores;
using Proximity.Testing.Stores;

namespace Proximity.Flows.Tests.Stores;

/// <summary>The store in memory does what every store must.</summary>
public class MemoryFlowStoreCaseTests
{
    public static TheoryData<string> Names => [.. StoreCases.All.Select(storeCase => storeCase.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Store_PassesTheCase(string name)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var fixture = new StoreFixture(static _ => ValueTask.FromResult<IFlowStore>(new MemoryFlowStore()))
        {
            ParseFilter = static text => Filter.Parse(text),
        };
        await StoreCases.Named(name).RunAsync(fixture, limit.Token);
    }

    [Fact]
    public void Names_AreUnique() => Assert.Equal(StoreCases.All.Count, StoreCases.All.DistinctBy(storeCase => storeCase.Name).Count());
}
