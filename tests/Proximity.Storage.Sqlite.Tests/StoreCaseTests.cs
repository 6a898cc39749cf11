using Proximity.Filters;
using Proximity.Stores;
using Proximity.Testing.Stores;

namespace Proximity.Storage.Sqlite.Tests;

/// <summary>The file does what every store must, with a text index and without.</summary>
public sealed class StoreCaseTests : StoreTest
{
    /// <summary>They count bytes, and a text index has its own of each flow, which do not go with it at once.</summary>
    private static readonly string[] OfBytes = ["Body_EqualOnes_AreKeptOnce", "Prune_ByBytes_TakesTheOldest"];

    public static TheoryData<string, bool> Names
    {
        get
        {
            var names = new TheoryData<string, bool>();
            foreach (StoreCase storeCase in StoreCases.All)
            {
                names.Add(storeCase.Name, false);
                if (!OfBytes.Contains(storeCase.Name))
                {
                    names.Add(storeCase.Name, true);
                }
            }

            return names;
        }
    }

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
