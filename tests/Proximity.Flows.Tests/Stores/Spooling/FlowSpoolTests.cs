using Proximity.Stores;
using Proximity.Stores.Spooling;
using static Proximity.Flows.Tests.Stores.Spooling.SpoolRecords;

namespace Proximity.Flows.Tests.Stores.Spooling;

public sealed class FlowSpoolTests : IDisposable
{
    private const long Roomy = 64 * 1024 * 1024;

    private readonly TemporaryFolder folder = new();

    private string Home => folder.PathOf("spool");

    private string[] Segments => [.. Directory.GetFiles(Home, "*.flows").Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Flows_AreReadInTheirOrder_WithAllTheyHave()
    {
        using FlowSpool spool = Opened();
        Assert.True(spool.TryAppend([Record(1, [1, 2, 3]), Record(2)]));
        Assert.True(spool.TryAppend([Record(3)]));

        IReadOnlyList<FlowRecord> flows = spool.Read()!;

        Assert.Equal([1L, 2, 3], flows.Select(record => record.Flow.Id));
        Assert.Equal([1, 2, 3], flows[0].Flow.Response!.Body.Bytes.ToArray());
        Assert.All(flows, record => Assert.Equal(Session, record.Session));
        Assert.Equal((3, 3), (spool.Counters().SpooledFlows, spool.Counters().SpoolWaitingFlows));
    }

    [Fact]
    public void WhatIsNotDelivered_IsReadAgain_AlsoByALaterRun()
    {
        using (FlowSpool spool = Opened())
        {
            spool.TryAppend(Records(1, 10));
            spool.Read();
            spool.Deliver(4);
            Assert.Equal(Ids(5, 10), spool.Read()!.Select(record => record.Flow.Id));
        }

        using FlowSpool later = Opened();
        later.TryAppend(Records(11, 2));

        FlowStoreCounters counters = later.Counters();
        Assert.Equal((6, 2, 8), (counters.SpoolFoundFlows, counters.SpooledFlows, counters.SpoolWaitingFlows));
        Assert.Equal(Ids(5, 12), later.Drain());
    }

    [Fact]
    public void DeliveredSegments_AreRemoved()
    {
        using FlowSpool spool = Opened(800_000);
        for (int i = 0; i < 30; i++)
        {
            Assert.True(spool.TryAppend(Records(1 + (i * 10), 10, bodyBytes: 1000)));
        }

        Assert.InRange(Segments.Length, 3, 10);
        Assert.Equal(spool.Counters().SpoolWaitingBytes, Segments.Sum(path => new FileInfo(path).Length));
        Assert.Equal(Ids(1, 300), spool.Drain());

        Assert.Equal([SpoolFolder.LockName], Directory.GetFiles(Home).Select(Path.GetFileName));
        Assert.Equal((true, 0, 0), (spool.IsEmpty, spool.Counters().SpoolWaitingFlows, spool.Counters().SpoolWaitingBytes));
        Assert.True(spool.TryAppend([Record(301)]));
        Assert.Equal([301], spool.Drain());
    }

    [Fact]
    public void SegmentCutAnywhere_GivesTheFlowsBefore()
    {
        byte[] whole = Segment(Records(1, 3).Select(Encoded));
        Directory.CreateDirectory(Home);
        string file = folder.PathOf($"spool/000000000000-{Mark:x8}.flows");
        int recordBytes = whole.Length / 3;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            File.Delete(folder.PathOf("spool/" + SpoolFolder.LockName));
            using FlowSpool spool = Opened();
            int left = length / recordBytes;

            Assert.Equal(left, spool.Counters().SpoolWaitingFlows);
            Assert.Equal(length % recordBytes == 0 ? 0 : 1, spool.Counters().SpoolDamagedFlows);
            Assert.True(spool.TryAppend([Record(9)]));
            Assert.Equal([.. Ids(1, left), 9], spool.Drain());
        }
    }

    [Fact]
    public void TornRecord_IsCutOff()
    {
        string file;
        using (FlowSpool spool = Opened())
        {
            spool.TryAppend(Records(1, 2));
            file = Assert.Single(Segments);
        }

        long whole = new FileInfo(file).Length;
        File.WriteAllBytes(file, [.. File.ReadAllBytes(file), 1, 2, 3]);

        using (FlowSpool spool = Opened())
        {
            Assert.Equal((3, 1), (spool.Counters().SpoolFoundFlows, spool.Counters().SpoolDamagedFlows));
        }

        Assert.Equal(whole, new FileInfo(file).Length);
        using FlowSpool last = Opened();
        Assert.Equal((2, 0), (last.Counters().SpoolFoundFlows, last.Counters().LostFlows));
    }

    [Fact]
    public void DamageInTheMiddle_LosesOneFlow_WhichIsCounted()
    {
        string file;
        using (FlowSpool spool = Opened())
        {
            spool.TryAppend(Records(1, 5));
            file = Assert.Single(Segments);
        }

        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 8;
        File.WriteAllBytes(file, bytes);
        using FlowSpool later = Opened();

        Assert.Equal([1L, 2, 4, 5], later.Drain());
        Assert.Equal((5, 1, 1), (later.Counters().SpoolFoundFlows, later.Counters().SpoolDamagedFlows, later.Counters().LostFlows));
    }

    [Fact]
    public void DamageWhileItIsOpen_LosesOneFlow_WhichIsCounted()
    {
        using FlowSpool spool = Opened();
        spool.TryAppend(Records(1, 5));
        using (FileStream file = new(Assert.Single(Segments), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = (file.Length / 5 * 2) + SpoolFrames.HeaderBytes;
            int value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        Assert.Equal([1L, 2, 4, 5], spool.Drain());
        Assert.Equal((0, 1), (spool.Counters().SpoolWaitingFlows, spool.Counters().LostFlows));
    }

    [Fact]
    public void FlowOfANewerVersion_IsLost_AndTheNextIsRead()
    {
        byte[] newer = Encoded(Record(1));
        newer[0] = FlowRecordCodec.Version + 1;
        Directory.CreateDirectory(Home);
        File.WriteAllBytes(folder.PathOf($"spool/000000000007-{Mark:x8}.flows"), Segment(newer, Encoded(Record(2))));
        using FlowSpool spool = Opened();

        Assert.Equal([2L], spool.Drain());
        Assert.Equal((2, 1), (spool.Counters().SpoolFoundFlows, spool.Counters().LostFlows));
    }

    [Fact]
    public void PositionThatIsLost_GivesTheSegmentAgain()
    {
        using (FlowSpool spool = Opened())
        {
            spool.TryAppend(Records(1, 4));
            spool.Deliver(2);
        }

        File.WriteAllBytes(folder.PathOf("spool/" + SpoolFolder.LockName), new byte[100]);
        using FlowSpool later = Opened();

        Assert.Equal(Ids(1, 4), later.Drain());
    }

    [Fact]
    public void FileThatWasDelivered_AndNotRemoved_DoesNotComeAgain()
    {
        byte[] bytes;
        string file;
        using (FlowSpool spool = Opened())
        {
            spool.TryAppend(Records(1, 2));
            file = Assert.Single(Segments);
            bytes = File.ReadAllBytes(file);
            spool.Drain();
        }

        File.WriteAllBytes(file, bytes);
        using FlowSpool later = Opened();

        Assert.True(later.IsEmpty);
        Assert.Empty(Segments);
        later.TryAppend([Record(3)]);
        Assert.NotEqual(file, Assert.Single(Segments));
    }

    [Fact]
    public void OtherFiles_AreLeftAlone()
    {
        Directory.CreateDirectory(Home);
        string[] names = ["notes.txt", "1-2.flows", "00000000000x-00000000.flows", $"000000000001-{Mark:x8}.flow"];
        foreach (string name in names)
        {
            folder.Write("spool/" + name, "a");
        }

        using (FlowSpool spool = Opened())
        {
            spool.TryAppend([Record(1)]);
            Assert.Equal([1L], spool.Drain());
        }

        Assert.Equal(names.Append(SpoolFolder.LockName).Order(), Directory.GetFiles(Home).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Folder_BelongsToOneAtATime()
    {
        using (Opened())
        {
            FlowStoreException refused = Assert.Throws<FlowStoreException>(Opened);
            Assert.Equal(FlowStoreProblem.Locked, refused.Problem);
            Assert.Equal($"The spool {Home} is in use by another proxy: each needs a folder of its own.", refused.Message);
        }

        Opened().Dispose();
    }

    [Fact]
    public void FolderThatCannotBe_IsSaid()
        => Assert.Equal(
            FlowStoreProblem.Unavailable,
            Assert.Throws<FlowStoreException>(() => FlowSpool.Open(folder.Write("file", "") + "/spool", Roomy)).Problem);

    [Fact]
    public void WhatIsInIt_IsTheOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using FlowSpool spool = Opened();
        spool.TryAppend([Record(1)]);

        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Mode | UnixFileMode.UserExecute, File.GetUnixFileMode(Home));
        foreach (string path in Directory.GetFiles(Home))
        {
            Assert.Equal(Mode, File.GetUnixFileMode(path));
        }
    }

    private FlowSpool Opened() => Opened(Roomy);

    private FlowSpool Opened(long maxBytes)
    {
        FlowSpool spool = FlowSpool.Open(Home, maxBytes);
        spool.Recover();
        return spool;
    }
}
