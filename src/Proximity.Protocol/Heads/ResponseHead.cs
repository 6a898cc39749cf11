using Proximity.Protocol.Faults;

namespace Proximity.Protocol.Heads;

/// <summary>A response's head (RFC 9112 §4).</summary>
internal sealed class ResponseHead(BufferPool pool) : Head(pool)
{
    /// <summary>Where the digits of the status begin in a status line.</summary>
    internal const int StatusStart = 9;

    private const int StatusEnd = 12;

    private int reasonLength;

    public int Status { get; private set; }

    /// <summary>The reason phrase, possibly empty.</summary>
    public ReadOnlySpan<byte> Reason => reasonLength == 0 ? default : Block.Slice(StatusEnd + 1, reasonLength);

    public override void Release()
    {
        Status = 0;
        reasonLength = 0;
        base.Release();
    }

    internal override Fault? ReadStartLine(ReadOnlySpan<byte> line, bool isLenient)
    {
        if (line.Length < StatusEnd || !line.StartsWith("HTTP/1."u8) || !char.IsAsciiDigit((char)line[7]) || line[8] != ' ')
        {
            return Malformed("The status line does not begin with HTTP/1.x, space, status (RFC 9112 §4).");
        }

        ReadOnlySpan<byte> digits = line[StatusStart..StatusEnd];
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || digits[0] == '0')
        {
            return Malformed("The status is not three digits from 100 (RFC 9110 §15).");
        }

        // Origins that leave out the space before an empty reason are common and do no harm.
        if (line.Length > StatusEnd && (line[StatusEnd] != ' ' || !FieldSyntax.IsFieldValue(line[StatusEnd..])))
        {
            return Malformed("The reason phrase is not separated by a space, or holds a control byte (RFC 9112 §4).");
        }

        VersionMinor = line[7] == '0' ? 0 : 1;
        Status = ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + (digits[2] - '0');
        reasonLength = Math.Max(0, line.Length - StatusEnd - 1);
        return null;
    }

    internal override Fault Malformed(string message) => new(ErrorCodes.MalformedResponse, FaultSide.Origin, 502, message);

    internal override Fault TooLarge(string message) => new(ErrorCodes.ResponseHeadersTooLarge, FaultSide.Origin, 502, message);

    /// <summary>Other than one with too many bytes, such a head was read whole: there is no need to pass on unread what nobody checked.</summary>
    internal override Fault TooManyFields(string message) => Malformed(message);
}
