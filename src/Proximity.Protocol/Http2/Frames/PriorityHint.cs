using System.Diagnostics;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Http2.Frames;

/// <summary>
/// What a <c>priority</c> field or a PRIORITY_UPDATE frame asks for (RFC 9218 §4): a hint that nobody has to follow, so that what cannot be
/// read counts as not said.
/// </summary>
/// <param name="Urgency">From 0, the most urgent, to 7.</param>
/// <param name="IsIncremental">True when the content is of use in parts.</param>
internal readonly record struct PriorityHint(byte Urgency, bool IsIncremental)
{
    private const byte MaxUrgency = 7;

    /// <summary>What holds for a stream about which nothing is said.</summary>
    public static PriorityHint Default => new(3, IsIncremental: false);

    /// <summary>
    /// Reads a Dictionary of structured fields (RFC 9651 §3.2) as far as <c>u</c> and <c>i</c> need it; the last of a key that stands twice
    /// holds. Commas in strings are taken for separators: what comes of that is an unknown key.
    /// </summary>
    public static PriorityHint Parse(ReadOnlySpan<byte> value)
    {
        PriorityHint hint = Default;
        while (FieldSyntax.TryTakeMember(ref value, out ReadOnlySpan<byte> member))
        {
            int parameters = member.IndexOf((byte)';');
            ReadOnlySpan<byte> item = FieldSyntax.Trim(parameters < 0 ? member : member[..parameters]);
            if (item is [(byte)'u', (byte)'=', >= (byte)'0' and <= (byte)'7'])
            {
                hint = hint with { Urgency = (byte)(item[2] - '0') };
            }
            else if (item.SequenceEqual("i"u8) || item.SequenceEqual("i=?1"u8))
            {
                hint = hint with { IsIncremental = true };
            }
            else if (item.SequenceEqual("i=?0"u8))
            {
                hint = hint with { IsIncremental = false };
            }
        }

        Debug.Assert(hint.Urgency <= MaxUrgency, "an urgency is one digit up to 7");
        return hint;
    }
}
