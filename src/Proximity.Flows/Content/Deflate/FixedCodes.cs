using System.Diagnostics;

namespace Proximity.Content.Deflate;

/// <summary>The codes of blocks without codes of their own (RFC 1951 §3.2.6). They never change, so all inflaters share them.</summary>
internal static class FixedCodes
{
    private const int LiteralCount = 288;
    private const int DistanceCount = 32;

    public static HuffmanCode Literals { get; } = MakeLiterals();

    public static HuffmanCode Distances { get; } = MakeDistances();

    private static HuffmanCode MakeLiterals()
    {
        byte[] lengths = new byte[LiteralCount];
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280).Fill(8);
        return Make(lengths);
    }

    private static HuffmanCode MakeDistances()
    {
        byte[] lengths = new byte[DistanceCount];
        lengths.AsSpan().Fill(5);
        return Make(lengths);
    }

    private static HuffmanCode Make(byte[] lengths)
    {
        var code = new HuffmanCode(lengths.Length);
        bool isCode = code.TryBuild(lengths, mayBePartial: false);
        Debug.Assert(isCode, "the lengths of the standard make a code");
        return code;
    }
}
