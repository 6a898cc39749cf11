using Proximity.Stores.Spooling;

namespace Proximity.Flows.Tests.Stores.Spooling;

public class SpoolFramesTests
{
    private const int Count = 5;

    /// <summary>Of different lengths, one of them empty.</summary>
    private static readonly byte[][] Contents = [.. Enumerable.Range(0, Count).Select(i => Enumerable.Repeat((byte)i, i * 7).ToArray())];

    private static readonly byte[] Whole = SpoolRecords.Segment(Contents);

    [Fact]
    public void WrittenRecords_AreFoundInTheirOrder()
    {
        SpoolScan scan = Scan(Whole);

        Assert.Equal(Contents, scan.Frames.Select(frame => Whole[(frame.Offset + SpoolFrames.HeaderBytes)..frame.End]));
        Assert.Equal((Whole.Length, 0), (scan.End, scan.DamagedCount));
        Assert.Equal(Enumerable.Range(0, Count), scan.Frames.Select(frame => (int)frame.Ordinal));
    }

    [Fact]
    public void CutAnywhere_LeavesTheRecordsBefore()
    {
        IReadOnlyList<SpoolFrame> all = Scan(Whole).Frames;
        for (int length = 0; length <= Whole.Length; length++)
        {
            SpoolFrame[] before = [.. all.Where(frame => frame.End <= length)];
            int end = before.Length == 0 ? 0 : before[^1].End;

            SpoolScan scan = Scan(Whole[..length]);

            Assert.Equal(before, scan.Frames);
            Assert.Equal((end, length == end ? 0 : 1), (scan.End, scan.DamagedCount));
        }
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void AnyByteDamaged_LosesItsRecordAlone(byte change)
    {
        IReadOnlyList<SpoolFrame> all = Scan(Whole).Frames;
        for (int place = 0; place < Whole.Length; place++)
        {
            byte[] damaged = [.. Whole];
            damaged[place] ^= change;

            SpoolScan scan = Scan(damaged);

            Assert.Equal(all.Where(frame => place < frame.Offset || place >= frame.End), scan.Frames);
            Assert.Equal(1, scan.DamagedCount);
        }
    }

    [Fact]
    public void RecordsThatAreMissing_AreCounted()
    {
        IReadOnlyList<SpoolFrame> all = Scan(Whole).Frames;

        SpoolScan withoutTwo = Scan([.. Whole[..all[0].End], .. Whole[all[2].End..]]);

        Assert.Equal([0u, 3u, 4u], withoutTwo.Frames.Select(frame => frame.Ordinal));
        Assert.Equal(2, withoutTwo.DamagedCount);
    }

    [Fact]
    public void WhateverIsPutInBetween_IsPassedOver()
    {
        int place = Scan(Whole).Frames[2].Offset;
        byte[] noise = new byte[1000];
        new Random(1).NextBytes(noise);

        SpoolScan scan = Scan([.. Whole[..place], .. noise, .. Whole[place..]]);

        Assert.Equal((Count, 0), (scan.Frames.Count, scan.DamagedCount));
    }

    [Fact]
    public void Noise_Ends()
    {
        var random = new Random(2);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = [.. Whole];
            random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));

            SpoolScan scan = Scan(bytes);

            Assert.InRange(scan.Frames.Count + scan.DamagedCount, scan.End == bytes.Length ? 0 : 1, Count);
        }
    }

    /// <summary>A body may hold what lies in a spool: it was sent through the proxy.</summary>
    [Fact]
    public void SegmentInABody_IsNoSegment()
    {
        byte[] segment = SpoolRecords.Segment(Whole, "last"u8.ToArray());
        byte[] other = [.. segment];
        for (int i = 0; i < other.Length - 4; i++)
        {
            // What a sender has to guess: the mark of the segment.
            if (BitConverter.ToUInt32(other, i) == SpoolRecords.Mark && i is > 0 && i < Whole.Length)
            {
                other[i] ^= 0x10;
            }
        }

        other[0] ^= 1;

        Assert.Equal([1u], Scan(other).Frames.Select(frame => frame.Ordinal));
    }

    [Fact]
    public void Scan_BeginsWhereItIsSaid()
    {
        SpoolFrame third = Scan(Whole).Frames[2];

        SpoolScan scan = SpoolFrames.Scan(Whole, SpoolRecords.Mark, third.Offset, third.Ordinal);

        Assert.Equal([2u, 3u, 4u], scan.Frames.Select(frame => frame.Ordinal));
        Assert.Equal(0, scan.DamagedCount);
        Assert.Empty(SpoolFrames.Scan(Whole, SpoolRecords.Mark, Whole.Length + 100, 9).Frames);
    }

    [Fact]
    public void Position_IsReadAsItWasWritten_AndIsTheFirstWhenItIsDamaged()
    {
        var position = new SpoolPosition(123_456_789_012, 77, 5);
        byte[] bytes = new byte[SpoolPosition.Bytes];
        position.Write(bytes);

        Assert.Equal(position, SpoolPosition.Read(bytes));
        for (int place = 0; place < bytes.Length; place++)
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 4;
            Assert.Equal(default, SpoolPosition.Read(damaged));
            Assert.Equal(default, SpoolPosition.Read(bytes.AsSpan(0, place)));
        }
    }

    private static SpoolScan Scan(byte[] segment) => SpoolFrames.Scan(segment, SpoolRecords.Mark);
}
