using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Framing;

/// <summary>Reads a Content-Length that repeats itself, <c>5, 5</c>, as the one length that it names (RFC 9112 §6.3).</summary>
internal static class ContentLengthList
{
    /// <summary>True when every member is the same run of digits.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="digits">The length; one alone is a list too.</param>
    public static bool TryReadOne(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> digits)
    {
        digits = default;
        if (value.IsEmpty || value[^1] == ',')
        {
            return false;
        }

        ReadOnlySpan<byte> list = value;
        while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> member))
        {
            if (member.IsEmpty || member.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !(digits.IsEmpty || digits.SequenceEqual(member)))
            {
                return false;
            }

            digits = member;
        }

        return true;
    }
}
