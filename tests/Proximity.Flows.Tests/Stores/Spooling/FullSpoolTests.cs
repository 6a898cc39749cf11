using Proximity.Stores;
using Proximity.Stores.Spooling;
using static Proximity.Flows.Tests.Stores.Spooling.SpoolRecords;

namespace Proximity.Flows.Tests.Stores.Spooling;

/// <summary>A spool at its bound, and one whose disk fails.</summary>
public sealed class FullSpoolTests : IDisposable
{
    private const int MaxBytes = 200_000;
    private const int BodyBytes = 10_000;

    private readonly TemporaryFolder folder = new();
    private readonly List<Exception> troubles = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NearTheBound_BodiesGoFirst_ThenNothingIsTaken()
    {
        using FlowSpool spool = Open();
        int taken = 0;
        while (spool.TryAppend([Record(taken + 1, new byte[BodyBytes])]))
        {
            taken++;
        }

        FlowStoreCounters counters = spool.Counters();
        Assert.InRange(counters.SpoolWaitingBytes, MaxBytes - 1000, MaxBytes);
        Assert.Equal((taken, 0), (counters.SpooledFlows, counters.DroppedFlows));
        List<FlowRecord> flows = [];
        while (spool.Read() is { Count: > 0 } batch)
        {
            flows.AddRange(batch);
            spool.Deliver(batch.Count);
        }

        Assert.Equal(Ids(1, taken), flows.Select(record => record.Flow.Id));
        FlowRecord[] whole = [.. flows.TakeWhile(record => record.Flow.Response!.Body.Bytes.Length == BodyBytes)];
        Assert.InRange(whole.Length, 12, 15);
        Assert.All(flows.Skip(whole.Length), record => Assert.Equal(
            (FlowBodyState.NotKept, NotKeptReason.StoreBusy), (record.Flow.Response!.Body.State, record.Flow.Response.Body.NotKept)));
        Assert.Equal(taken - whole.Length, counters.FlowsWithoutBodies);
    }

    [Fact]
    public void RoomThatIsFree_IsUsedAgain()
    {
        using FlowSpool spool = Open();
        int taken = 0;
        while (spool.TryAppend(Records(taken + 1, 10)))
        {
            taken += 10;
        }

        Task freed = spool.Freed;
        while (!freed.IsCompleted)
        {
            spool.Deliver(spool.Read()!.Count);
        }

        Assert.True(spool.TryAppend(Records(taken + 1, 10)));
        Assert.Equal(taken + 10, spool.Drain()[^1]);
    }

    [Fact]
    public void FlowThatIsLargerThanTheSpool_IsDropped_AndTheOthersAreNot()
    {
        using FlowSpool spool = Open();
        string url = "http://a.example/" + new string('x', MaxBytes);
        var large = new FlowRecord(new FlowSnapshot(new RequestSnapshot("GET", url, []), "127.0.0.1") { Id = 2 }, Session);

        Assert.True(spool.TryAppend([Record(1), large, Record(3)]));

        Assert.Equal([1L, 3], spool.Drain());
        Assert.Equal((2, 1), (spool.Counters().SpooledFlows, spool.Counters().DroppedFlows));
    }

    [Fact]
    public void FullDisk_TakesABatchWholeOrNotAtAll()
    {
        bool isFull = false;
        SpoolWrite disk = (file, bytes, offset) =>
        {
            RandomAccess.Write(file, isFull ? bytes[..(bytes.Length / 2)] : bytes, offset);
            if (isFull)
            {
                throw new IOException("No space left on device");
            }
        };
        using (FlowSpool spool = Open(disk))
        {
            Assert.True(spool.TryAppend(Records(1, 3)));
            isFull = true;
            Assert.False(spool.TryAppend(Records(4, 3)));
            Assert.False(spool.TryAppend(Records(4, 3)));
            Assert.Equal($"The spool {folder.PathOf("spool")}: No space left on device", spool.Counters().SpoolProblem);
            Assert.Equal((3, 3), (spool.Counters().SpooledFlows, spool.Counters().SpoolWaitingFlows));
            isFull = false;
            Assert.True(spool.TryAppend(Records(4, 3)));
            Assert.Null(spool.Counters().SpoolProblem);
            isFull = true;
            Assert.False(spool.TryAppend(Records(7, 3)));
        }

        Assert.Equal(2, troubles.Count);
        using FlowSpool later = Open();
        Assert.Equal(Ids(1, 6), later.Drain());
        Assert.Equal(0, later.Counters().LostFlows);
    }

    [Fact]
    public void DiskThatIsFullFromTheStart_LeavesNoFile()
    {
        using (FlowSpool spool = Open((_, _, _) => throw new IOException("No space left on device")))
        {
            Assert.False(spool.TryAppend(Records(1, 3)));
            Assert.True(spool.IsEmpty);
        }

        Assert.Equal([SpoolFolder.LockName], Directory.GetFiles(folder.PathOf("spool")).Select(Path.GetFileName));
    }

    [Fact]
    public void SegmentThatIsGone_IsLost_AndTheNextIsRead()
    {
        using (FlowSpool spool = Open())
        {
            spool.TryAppend(Records(1, 5, BodyBytes));
            spool.TryAppend(Records(6, 1));
        }

        using FlowSpool later = Open();
        File.Delete(Directory.GetFiles(folder.PathOf("spool"), "*.flows").Order().First());

        Assert.Equal([6L], later.Drain());
        Assert.Equal((6, 5), (later.Counters().SpoolFoundFlows, later.Counters().LostFlows));
    }

    [Fact]
    public void SegmentThatCannotBeRead_IsSetAside_AfterSomeTime()
    {
        using (FlowSpool spool = Open())
        {
            spool.TryAppend(Records(1, 5, BodyBytes));
            spool.TryAppend(Records(6, 1));
        }

        string file = Directory.GetFiles(folder.PathOf("spool"), "*.flows").Order().First();
        using FlowSpool later = Open();
        File.Delete(file);
        Directory.CreateDirectory(file);

        int failures = 0;
        while (later.Read() is null)
        {
            failures++;
        }

        Assert.Equal(4, failures);
        Assert.Equal([6L], later.Drain());
        Assert.Equal(5, later.Counters().LostFlows);
        Assert.Single(troubles);
    }

    private FlowSpool Open(SpoolWrite? write = null)
    {
        FlowSpool spool = FlowSpool.Open(folder.PathOf("spool"), MaxBytes, troubles.Add, write);
        spool.Recover();
        return spool;
    }
}
