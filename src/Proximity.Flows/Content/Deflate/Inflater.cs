using System.Diagnostics;

namespace Proximity.Content.Deflate;

/// <summary>
/// Inflates deflated data (RFC 1951) piece by piece and says to the byte where it ends. The streams of the base library say neither where
/// it ends nor that it was cut, and they drop what a call has decoded before a broken place. Here the output is the same at every split
/// of the input.
/// </summary>
/// <remarks>
/// The states follow the grammar: a block's header; for stored blocks its length and bytes; for others its codes, then symbols. A state
/// is left when its value is whole; a split within a value leaves its bits in the buffer and the state as it is. Done is left by
/// <see cref="Restart"/> only, Invalid never.
/// </remarks>
internal sealed class Inflater : IDisposable
{
    private readonly InflateWindow window = new();
    private readonly CompressedBlock compressed;
    private BitBuffer input;
    private CodeTables? tables;
    private State state;
    private bool isFinalBlock;
    private int storedLength;

    public Inflater() => compressed = new CompressedBlock(window);

    private enum State : byte
    {
        BlockHeader,
        StoredLength,
        Stored,
        Tables,
        Compressed,
        Done,
        Invalid,
    }

    /// <summary>What is wrong with the data; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Prepares for other data, after this was done.</summary>
    public void Restart()
    {
        Debug.Assert(state == State.Done && !window.HasPending, "data has to end before other data begins");
        window.Restart();

        // The bits behind the last block, up to the end of its byte, are nothing.
        input = default;
        state = State.BlockHeader;
    }

    /// <summary>
    /// Takes source and writes what comes of it: need more, destination full, done or invalid. Done leaves every byte behind the deflated
    /// data; what was decoded before a broken place is written before invalid is said.
    /// </summary>
    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        consumed = 0;
        written = window.Take(destination);
        while (!window.HasPending && state < State.Done)
        {
            bool isStarved = Decode(source, ref consumed);
            written += window.Take(destination[written..]);
            if (isStarved && !window.HasPending)
            {
                return ContentStatus.NeedMore;
            }
        }

        return window.HasPending ? ContentStatus.DestinationFull : state == State.Done ? ContentStatus.Done : ContentStatus.Invalid;
    }

    public void Dispose() => window.Dispose();

    /// <summary>Decodes until the source ends, which is true, or the window is full or the data ends.</summary>
    private bool Decode(ReadOnlySpan<byte> source, ref int at)
    {
        while (state < State.Done && window.HasRoom)
        {
            bool isWhole = state switch
            {
                State.BlockHeader => ReadBlockHeader(source, ref at),
                State.StoredLength => ReadStoredLength(source, ref at),
                State.Stored => CopyStored(source, ref at),
                State.Tables => ReadTables(source, ref at),
                _ => ReadCompressed(source, ref at),
            };
            if (!isWhole)
            {
                return true;
            }
        }

        return false;
    }

    private bool ReadBlockHeader(ReadOnlySpan<byte> source, ref int at)
    {
        if (!input.Need(3, source, ref at))
        {
            return false;
        }

        isFinalBlock = input.Take(1) == 1;
        switch (input.Take(2))
        {
            case 0:
                // The rest of the byte is nothing (RFC 1951 §3.2.4).
                input.Drop(input.Count);
                state = State.StoredLength;
                break;
            case 1:
                compressed.Begin(FixedCodes.Literals, FixedCodes.Distances);
                state = State.Compressed;
                break;
            case 2:
                tables ??= new CodeTables();
                tables.Begin();
                state = State.Tables;
                break;
            default:
                Refuse("A block of the deflated data is of no known kind (RFC 1951 §3.2.3).");
                break;
        }

        return true;
    }

    private bool ReadStoredLength(ReadOnlySpan<byte> source, ref int at)
    {
        if (!input.Need(32, source, ref at))
        {
            return false;
        }

        storedLength = input.Take(16);
        if ((input.Take(16) ^ storedLength) != ushort.MaxValue)
        {
            Refuse("The length of a stored block and its complement differ (RFC 1951 §3.2.4).");
            return true;
        }

        state = State.Stored;
        return true;
    }

    private bool CopyStored(ReadOnlySpan<byte> source, ref int at)
    {
        int count = Math.Min(Math.Min(storedLength, source.Length - at), window.Room);
        window.Write(source.Slice(at, count));
        at += count;
        storedLength -= count;
        if (storedLength == 0)
        {
            EndBlock();
        }

        return storedLength == 0 || at < source.Length;
    }

    private bool ReadTables(ReadOnlySpan<byte> source, ref int at)
    {
        switch (tables!.Read(ref input, source, ref at))
        {
            case ContentStatus.NeedMore:
                return false;
            case ContentStatus.Done:
                compressed.Begin(tables.Literals, tables.Distances);
                state = State.Compressed;
                return true;
            default:
                Refuse(tables.Problem!);
                return true;
        }
    }

    private bool ReadCompressed(ReadOnlySpan<byte> source, ref int at)
    {
        switch (compressed.Read(ref input, source, ref at))
        {
            case ContentStatus.NeedMore:
                return false;
            case ContentStatus.Done:
                EndBlock();
                return true;
            case ContentStatus.Invalid:
                Refuse(compressed.Problem!);
                return true;
            default:
                return true;
        }
    }

    private void EndBlock() => state = isFinalBlock ? State.Done : State.BlockHeader;

    private void Refuse(string problem) => (Problem, state) = (problem, State.Invalid);
}
