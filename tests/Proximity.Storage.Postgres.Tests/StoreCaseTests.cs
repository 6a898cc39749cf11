using Proximity.Filters;
using Proximity.Stores;
using Proximity.Testing.Stores;

namespace Proximity.Storage.Postgres.Tests;

/// <summary>The database does what every store must.</summary>
public sealed class StoreCaseTests(PostgresServer server)
{
    public static TheoryData<string> Names => [.. StoreCases.All.Select(storeCase => storeCase.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Store_PassesTheCase(string name)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        PostgresFlowStoreOptions options = server.NewOptions();
        var fixture = new StoreFixture(
            async cancellationToken => await PostgresFlowStore.OpenAsync(server.ConnectionString, options, cancellationToken))
        {
            ParseFilter = static text => Filter.Parse(text),
        };

        await StoreCases.Named(name).RunAsync(fixture, limit.Token);
    }
}
