using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Heads;

/// <summary>Shows one input to a head parser in several ways and demands one verdict.</summary>
internal static class HeadFeed
{
    /// <summary>Bounds so low that small inputs meet them.</summary>
    private static readonly HeadLimits Low = new(96, 3);

    /// <summary>Parses whole into <paramref name="whole"/>, which is used again and again, then byte by byte into a fresh head, then under low limits.</summary>
    public static ParseResult Everyhow<THead>(ReadOnlySpan<byte> input, HeadParse<THead> parse, THead whole, Func<BufferPool, THead> create)
        where THead : Head
    {
        int scanned = 0;
        ParseResult verdict = parse(input, HeadLimits.Default, whole, ref scanned);
        DemandInLimits(verdict, whole, HeadLimits.Default);
        ByteByByte(input, parse, HeadLimits.Default, new Verdict<THead>(verdict, whole), create);
        UnderLowLimits(input, parse, new Verdict<THead>(verdict, whole), create);
        return verdict;
    }

    private static void ByteByByte<THead>(ReadOnlySpan<byte> input, HeadParse<THead> parse, HeadLimits limits, Verdict<THead> whole, Func<BufferPool, THead> create)
        where THead : Head
    {
        var pool = new BufferPool();
        THead head = create(pool);
        int scanned = 0;
        ParseResult verdict = ParseResult.NeedMore;
        for (int length = 1; length <= input.Length && verdict.State == ParseState.NeedMore; length++)
        {
            verdict = parse(input[..length], limits, head, ref scanned);
            Demand.True(verdict.State != ParseState.Done || verdict.Consumed == length, "a head is done before or behind its last byte");
        }

        Demand.Same(whole.Result.State, verdict.State, "byte by byte the state");
        Demand.Same(whole.Result.Consumed, verdict.Consumed, "byte by byte the length");
        Demand.Same(whole.Result.Fault, verdict.Fault, "byte by byte the fault");
        if (verdict.State == ParseState.Done)
        {
            DemandSameHead(whole.Head, head);
        }

        head.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent behind a head");
    }

    /// <summary>Low limits refuse what is beyond them and nothing else, for the same reason however the bytes arrive.</summary>
    private static void UnderLowLimits<THead>(ReadOnlySpan<byte> input, HeadParse<THead> parse, Verdict<THead> whole, Func<BufferPool, THead> create)
        where THead : Head
    {
        var pool = new BufferPool();
        THead head = create(pool);
        int scanned = 0;
        ParseResult verdict = parse(input, Low, head, ref scanned);
        DemandInLimits(verdict, head, Low);
        bool fits = whole.Result.State == ParseState.Done && whole.Result.Consumed <= Low.MaxBytes && whole.Head.Fields.Length <= Low.MaxFields;
        Demand.Same(fits, verdict.State == ParseState.Done, "under low limits acceptance");
        if (fits)
        {
            DemandSameHead(whole.Head, head);
        }

        ByteByByte(input, parse, Low, new Verdict<THead>(verdict, head), create);
        DemandNoWaitAtLimit(input, parse, head);
        head.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent behind a head under low limits");
    }

    /// <summary>As many bytes as a head may have are one, or never will be.</summary>
    private static void DemandNoWaitAtLimit<THead>(ReadOnlySpan<byte> input, HeadParse<THead> parse, THead head)
        where THead : Head
    {
        int limit = Low.MaxBytes;
        if (input.Length >= limit)
        {
            int scanned = 0;
            ParseResult verdict = parse(input[..limit], Low, head, ref scanned);
            Demand.True(verdict.State != ParseState.NeedMore, "a head that reached its limit is waited for");
        }
    }

    private static void DemandInLimits(ParseResult verdict, Head head, HeadLimits limits)
    {
        if (verdict.State == ParseState.Done)
        {
            Demand.True(head.Block.Length <= limits.MaxBytes && head.Fields.Length <= limits.MaxFields, "a head beyond its limits is accepted");
            Demand.True(head.Block.EndsWith("\r\n\r\n"u8), "a head does not end with an empty line");
        }

        Demand.Same(verdict.State == ParseState.Fault, verdict.Fault is not null, "a refusal without a fault, or a fault without refusal");
    }

    private static void DemandSameHead(Head expected, Head actual)
    {
        Demand.Same(expected.Block, actual.Block, "the block");
        Demand.Same(expected.VersionMinor, actual.VersionMinor, "the version");
        Demand.True(expected.Fields.SequenceEqual(actual.Fields), "the index of the fields");
    }

    private readonly record struct Verdict<THead>(ParseResult Result, THead Head);
}
