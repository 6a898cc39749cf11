namespace Proximity.Zstd;

/// <summary>
/// Where the parts of a frame end (RFC 8878 §3.1): its header, each block with its header, the check sum. It only counts, and leaves
/// judging to the library. The library does not stop where a frame ends, and a call that comes upon a broken part drops what it decoded
/// before; so each part is given to it by itself.
/// </summary>
internal sealed class FrameLayout
{
    private const int MagicBytes = 4;
    private const int CheckSumBytes = 4;
    private const int CheckSumFlag = 4;
    private const int SingleSegmentFlag = 0x20;
    private const int BlockHeaderBytes = 3;
    private const int RepeatedByteBlock = 1;

    private Part part;
    private ulong number;
    private int numberLength;
    private long remaining;
    private bool hasCheckSum;
    private bool isLastBlock;

    private enum Part : byte
    {
        Magic,
        Descriptor,
        Header,
        BlockHeader,
        Block,
        CheckSum,
        SkippableSize,
        Skippable,
        Done,
    }

    /// <summary>True behind a frame's last byte.</summary>
    public bool IsDone => part == Part.Done;

    public void Begin()
    {
        part = Part.Magic;
        Restart();
    }

    /// <summary>Counts bytes up to the end of a part or of the source; the number of bytes.</summary>
    public int Take(ReadOnlySpan<byte> source)
    {
        int taken = 0;
        Part before = part;
        while (taken < source.Length && part == before && part != Part.Done)
        {
            if (part is Part.Header or Part.Block or Part.CheckSum or Part.Skippable)
            {
                int count = (int)Math.Min(remaining, source.Length - taken);
                taken += count;
                remaining -= count;
                EndWhenNothingRemains();
            }
            else
            {
                TakeNumber(source[taken++]);
            }
        }

        return taken;
    }

    private void TakeNumber(byte value)
    {
        number |= (ulong)value << (8 * numberLength++);
        switch (part)
        {
            case Part.Magic when numberLength == MagicBytes:
                MoveTo((number & 0xFFFFFFF0) == 0x184D2A50 ? Part.SkippableSize : Part.Descriptor, 0);
                break;
            case Part.Descriptor:
                ReadDescriptor((int)number);
                break;
            case Part.BlockHeader when numberLength == BlockHeaderBytes:
                ReadBlockHeader((int)number);
                break;
            case Part.SkippableSize when numberLength == sizeof(uint):
                MoveTo(Part.Skippable, (long)number);
                EndWhenNothingRemains();
                break;
        }
    }

    /// <summary>How long the rest of the header is (RFC 8878 §3.1.1.1.1).</summary>
    private void ReadDescriptor(int descriptor)
    {
        bool isSingleSegment = (descriptor & SingleSegmentFlag) != 0;
        int sizeFlag = descriptor >> 6;
        int dictionaryFlag = descriptor & 3;
        hasCheckSum = (descriptor & CheckSumFlag) != 0;
        int window = isSingleSegment ? 0 : 1;
        int dictionary = dictionaryFlag == 3 ? 4 : dictionaryFlag;
        int size = sizeFlag == 0 ? 1 - window : 1 << sizeFlag;
        MoveTo(Part.Header, window + dictionary + size);
    }

    private void ReadBlockHeader(int header)
    {
        isLastBlock = (header & 1) != 0;
        MoveTo(Part.Block, ((header >> 1) & 3) == RepeatedByteBlock ? 1 : header >> 3);
        EndWhenNothingRemains();
    }

    private void EndWhenNothingRemains()
    {
        if (remaining > 0)
        {
            return;
        }

        switch (part)
        {
            case Part.Header:
                MoveTo(Part.BlockHeader, 0);
                break;
            case Part.Block:
                MoveTo(!isLastBlock ? Part.BlockHeader : hasCheckSum ? Part.CheckSum : Part.Done, CheckSumBytes);
                break;
            default:
                MoveTo(Part.Done, 0);
                break;
        }
    }

    private void MoveTo(Part next, long length)
    {
        part = next;
        remaining = length;
        Restart();
    }

    private void Restart() => (number, numberLength) = (0, 0);
}
