using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Tests;

public sealed class BodyTests : StoreTest
{
    [Fact]
    public async Task EqualBodies_AreKeptOnce()
    {
        byte[] script = TestFlows.Noise(1, 50_000);
        await using SqliteFlowStore store = await Open();

        await store.Append(TestFlows.Records(1, 1000, _ => script));

        Assert.Equal(1, Ask("SELECT count(*) FROM body"));
        Assert.Equal(script, (await store.GetAsync(1000))!.Flow.Response!.Body.Bytes.ToArray());
    }

    [Fact]
    public async Task SharedBody_GoesWithTheLastFlowThatHasIt()
    {
        byte[] shared = TestFlows.Noise(1, 100);
        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Records(1, 3, _ => shared));

        await store.DeleteAsync([1, 3]);
        Assert.Equal(shared, (await store.GetAsync(2))!.Flow.Response!.Body.Bytes.ToArray());
        await store.DeleteAsync([2]);

        Assert.Equal(0, Ask("SELECT count(*) FROM body"));
        await store.Append(TestFlows.Record(4, body: shared));
        Assert.Equal(shared, (await store.GetAsync(4))!.Flow.Response!.Body.Bytes.ToArray());
        AssertSound(FilePath);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task Text_ComesBackWholeAndInPieces(int length)
    {
        byte[] text = [.. Enumerable.Range(0, length).Select(i => (byte)('a' + (i % 7)))];
        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Record(1, body: text));

        Assert.Equal(text, (await store.GetAsync(1))!.Flow.Response!.Body.Bytes.ToArray());
        (long, long?)[] parts = [(0, null), (0, 10), (5, 3), (length - 1, 5), (length + 5, null), (0, 0)];
        foreach ((long offset, long? count) in parts)
        {
            Stream? part = await store.OpenBodyAsync(1, BodySide.Response, Math.Max(0, offset), count);
            IEnumerable<byte> expected = text.Skip((int)Math.Max(0, offset)).Take((int)(count ?? int.MaxValue));
            Assert.Equal(length == 0 ? null : [.. expected], Bytes(part));
        }
    }

    [Fact]
    public async Task LongText_IsKeptSmaller_AndWhatIsDenseIsNot()
    {
        await using SqliteFlowStore store = await Open();
        await store.Append(
            TestFlows.Record(1, body: new byte[100_000]), TestFlows.Record(2, body: TestFlows.Noise(1, 100_000)));

        Assert.InRange(Ask("SELECT length(data) FROM body WHERE flow = 1"), 1, 10_000);
        Assert.Equal(100_000, Ask("SELECT length(data) FROM body WHERE flow = 2"));
        Assert.Equal(2, Ask("SELECT count(*) FROM body WHERE size = 100000"));
    }

    [Fact]
    public async Task BodyBeyondTheBound_IsNotKept()
    {
        await using SqliteFlowStore store = await Open(new SqliteFlowStoreOptions { MaxBytes = 16 * 1024 * 1024 });
        long most = store.Capabilities.MaxBodyBytes!.Value;

        await store.Append(
            TestFlows.Record(1, body: TestFlows.Noise(1, (int)most)), TestFlows.Record(2, body: TestFlows.Noise(2, (int)most + 1)));

        Assert.Equal(most, (await store.GetAsync(1))!.Flow.Response!.Body.Bytes.Length);
        FlowBody longer = (await store.GetAsync(2))!.Flow.Response!.Body;
        Assert.Equal((FlowBodyState.NotKept, NotKeptReason.Limit, most + 1), (longer.State, longer.NotKept, longer.TotalBytes));
    }

    private static byte[]? Bytes(Stream? stream)
    {
        if (stream is null)
        {
            return null;
        }

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
