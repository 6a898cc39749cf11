using Proximity.Filters;
using Proximity.Stores;
using Proximity.Testing.Stores;

namespace Proximity.Storage.Sqlite.Tests;

/// <summary>The file does what every store must, with a text index and without.</summary>
public sealed class StoreCaseTests : StoreTest
{
    public static MatrixTheoryData<string, bool> Names => new(StoreCases.All.Select(storeCase => storeCase.Name), [false, true]);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Store_PassesTheCase(string name, bool hasTextIndex)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var options = new SqliteFlowStoreOptions { HasTextIndex = hasTextIndex };
        var fixture = new StoreFixture(async cancellationToken => await SqliteFlowStore.OpenAsync(FilePath, options, cancellationToken))
        {
            ParseFilter = static text => Filter.Parse(text),
        };

        await StoreCases.Named(name).RunAsync(fixture, limit.Token);
    }
}
