using System.Diagnostics;
using System.Globalization;
using Proximity.Storage.Sqlite.Reading;
using Proximity.Stores;
using Proximity.TestsOfAll;

namespace Proximity.Storage.Sqlite.Tests;

/// <summary>What other processes see of a file, and what one that was killed leaves.</summary>
public sealed class ProcessTests : StoreTest
{
    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System).Token;

    [Fact]
    public async Task KilledWriter_LosesNothingThatItHadSaid() => await KillBehind(FilePath, 3);

    [Fact]
    [Trait("Category", "All")]
    public async Task KilledWriter_AHundredTimes_LosesNothing()
    {
        LongTests.Require();
        for (int i = 0; i < 100; i++)
        {
            await KillBehind(PathOf($"{i}.db"), 1 + (i % 12));
        }
    }

    [Fact]
    public async Task OtherProcess_ReadsWhileOneWrites()
    {
        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Records(1, 100));

        Assert.Equal((100, 100), await ChildProcess.Read(FilePath));
        await store.Append(TestFlows.Records(101, 100));
        await store.DeleteAsync([1]);

        Assert.Equal((199, 200), await ChildProcess.Read(FilePath));
    }

    [Fact]
    public async Task FileThatNobodyWrites_IsReadByAnotherProcess()
    {
        await using (SqliteFlowStore store = await Open())
        {
            await store.Append(TestFlows.Records(1, 100));
        }

        Assert.Equal((100, 100), await ChildProcess.Read(FilePath));
    }

    [Fact]
    public async Task ReaderOfTheFile_SeesWhatComes()
    {
        await using SqliteFlowStore writer = await Open();
        await writer.Append(TestFlows.Record(1));
        await using SqliteFlowStore reader = await Open(new SqliteFlowStoreOptions { IsReadOnly = true });
        await using IAsyncEnumerator<StoredFlow> watch = reader.WatchAsync(0, cancellationToken: Limit).GetAsyncEnumerator(Limit);

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(1, watch.Current.Sequence);
        await writer.Append(TestFlows.Record(2));
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(2, watch.Current.Sequence);
    }

    private static async Task KillBehind(string path, int batches)
    {
        long said;
        using (Process writer = ChildProcess.StartWriter(path))
        {
            try
            {
                said = await Said(writer, batches);
            }
            finally
            {
                writer.Kill();
                await writer.WaitForExitAsync(Limit);
            }

            // What it had said before it ended.
            string[] rest = (await writer.StandardOutput.ReadToEndAsync(Limit)).Split('\n');
            said = rest.Length > 1 ? long.Parse(rest[^2], CultureInfo.InvariantCulture) : said;
        }

        await using (SqliteFlowStore store = await SqliteFlowStore.OpenAsync(path))
        {
            FlowStoreStatus status = await store.GetStatusAsync();
            Assert.InRange(status.Count, said, said + ChildProcess.BatchFlows);
            Assert.Equal(0, status.Count % ChildProcess.BatchFlows);
            StoredFlow newest = (await store.GetAsync(status.NewestSequence!.Value))!;
            Assert.Equal(TestFlows.Noise(newest.Flow.Id % 100, 2000), newest.Flow.Response!.Body.Bytes.ToArray());
            Assert.Equal(ChildProcess.NoteOf(newest.Flow.Id), newest.Annotation);
            Assert.Equal(status.Count, await Noted(store));
            Assert.Equal(1, await store.Append(TestFlows.Record(1_000_000)));
        }

        AssertSound(path);
    }

    /// <summary>How many flows have on them what the writer wrote.</summary>
    private static async Task<long> Noted(SqliteFlowStore store)
    {
        const string Statement = "SELECT count(*) FROM flow WHERE mark = 'green' AND tags = ',killed,' AND comment = flow_id";
        SqlQuestion question = await store.AskAsync(Statement, Limit);
        IReadOnlyList<object?> row = await question.RowsAsync(Limit).SingleAsync(Limit);
        return Assert.IsType<long>(row[0]);
    }

    private static async Task<long> Said(Process writer, int lines)
    {
        string? line = null;
        for (int i = 0; i < lines; i++)
        {
            line = await writer.StandardOutput.ReadLineAsync(Limit);
        }

        return long.Parse(line!, CultureInfo.InvariantCulture);
    }
}
