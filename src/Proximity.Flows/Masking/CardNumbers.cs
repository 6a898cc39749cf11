namespace Proximity.Masking;

/// <summary>
/// Finds numbers of payment cards: 13 to 19 digits, at once or in the groups that stand on the card, that begin as an issuer's do (ISO/IEC
/// 7812) and whose check digit is right. Other long numbers, times in milliseconds for one, do not begin so.
/// </summary>
internal static class CardNumbers
{
    private const int FewestDigits = 13;
    private const int MostDigits = 19;

    /// <summary>The number that begins at the position; length 0 when there is none. Behind it nothing of it goes on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The position of a digit.</param>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        if (start > 0 && Joins(text[start - 1]))
        {
            return 0;
        }

        Span<char> digits = stackalloc char[MostDigits];
        int end = ReadDigits(text, start, digits, out int count, out bool isGrouped);
        bool isAlone = end == text.Length || !Joins(text[end]) || (text[end] == '.'
            && (end + 1 == text.Length || !char.IsAsciiDigit(text[end + 1])));
        bool isCard = isAlone
            && count is >= FewestDigits and <= MostDigits
            && (!isGrouped || IsGrouped(text[start..end]))
            && IsIssued(digits[..count])
            && HasCheckDigit(digits[..count]);
        return isCard ? end - start : 0;
    }

    /// <summary>Behind these characters, and before them, a number is a part of something longer.</summary>
    private static bool Joins(char character) => char.IsLetterOrDigit(character) || character is '.' or '_' or '-' or '+';

    /// <summary>Reads digits with single spaces or hyphens between them; where they end is the result.</summary>
    private static int ReadDigits(ReadOnlySpan<char> text, int start, Span<char> digits, out int count, out bool isGrouped)
    {
        count = 0;
        isGrouped = false;
        int position = start;
        while (position < text.Length)
        {
            bool isSeparator = text[position] is ' ' or '-' && position + 1 < text.Length && char.IsAsciiDigit(text[position + 1]);
            if (!isSeparator && !char.IsAsciiDigit(text[position]))
            {
                break;
            }

            if (isSeparator)
            {
                isGrouped = true;
            }
            else if (count == MostDigits)
            {
                count++;
                break;
            }
            else
            {
                digits[count++] = text[position];
            }

            position++;
        }

        return position;
    }

    /// <summary>True for groups of four, the last one possibly another, and for 4-6-5 and 4-6-4, with one kind of separator.</summary>
    private static bool IsGrouped(ReadOnlySpan<char> number)
    {
        char separator = number.Contains(' ') ? ' ' : '-';
        string groups = string.Join('-', number.ToString().Split(separator).Select(group => group.Contains(separator == ' '
            ? '-' : ' ') ? 0
            : group.Length));
        return groups is "4-4-4-4" or "4-4-4-4-3" or "4-4-4-1" or "4-6-5" or "4-6-4";
    }

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        int first = int.Parse(digits[..4], null);
        return digits.Length switch
        {
            13 => first is >= 4000 and < 5000,
            14 => first is (>= 3000 and <= 3059) or (>= 3600 and <= 3699) or (>= 3800 and <= 3999),
            15 => first is (>= 3400 and <= 3499) or (>= 3700 and <= 3799),
            16 or 19 => first is (>= 4000 and < 5000) or (>= 5100 and < 5600) or (>= 2221 and <= 2720) or 6011 or (>= 6440 and < 6600)
                or (>= 3528 and <= 3589) or (>= 6200 and < 6300),
            _ => first is >= 6200 and < 6300,
        };
    }

    /// <summary>
    /// The formula of Luhn: every second digit from the right is doubled, and the sum of all digits is a multiple of ten.
    /// </summary>
    private static bool HasCheckDigit(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int value = digits[^(i + 1)] - '0';
            value = (i & 1) == 0 ? value : value * 2;
            sum += value > 9 ? value - 9 : value;
        }

        return sum % 10 == 0;
    }
}
