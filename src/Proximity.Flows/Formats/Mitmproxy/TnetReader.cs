using System.Globalization;

namespace Proximity.Formats.Mitmproxy;

/// <summary>Reads typed netstrings one after the other from a stream.</summary>
/// <param name="input">Buffered: lengths are read byte by byte.</param>
internal sealed class TnetReader(Stream input)
{
    /// <summary>Memory grows with what comes, not with what a length says.</summary>
    private const int StepBytes = 1024 * 1024;

    private const int MaxDigits = 10;

    /// <summary>The next value; null at the end of the file.</summary>
    /// <exception cref="FlowFormatException">There is something else, or the file ends within the value.</exception>
    public async ValueTask<TnetValue?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await ReadLengthAsync(cancellationToken) is not { } length)
        {
            return null;
        }

        byte[] content = new byte[Math.Min(length + 1, StepBytes)];
        int read = 0;
        while (read <= length)
        {
            if (read == content.Length)
            {
                Array.Resize(ref content, (int)Math.Min(length + 1L, content.Length * 2L));
            }

            int got = await input.ReadAsync(content.AsMemory(read), cancellationToken);
            read += got > 0 ? got : throw new FlowFormatException("The file ends within a flow.");
        }

        return new TnetValue((char)content[length], content.AsMemory(0, length));
    }

    private async ValueTask<int?> ReadLengthAsync(CancellationToken cancellationToken)
    {
        byte[] digit = new byte[1];
        string digits = string.Empty;
        while (await input.ReadAsync(digit, cancellationToken) > 0)
        {
            if (digit[0] == ':'
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                && length < Array.MaxLength)
            {
                return length;
            }

            digits += (char)digit[0];
            if (!char.IsAsciiDigit(digits[^1]) || digits.Length > MaxDigits)
            {
                throw new FlowFormatException("The file is no flow file of mitmproxy: a length is expected.");
            }
        }

        return digits.Length == 0 ? null : throw new FlowFormatException("The file ends within a length.");
    }
}
