using System.Globalization;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Recordings;

/// <summary>The numbers of flows on the command line.</summary>
internal static class FlowNumbers
{
    /// <summary>A range names no more: it is a list that somebody has typed.</summary>
    private const int MostNumbers = 100_000;

    /// <summary>The only word, a number.</summary>
    /// <exception cref="ConfigurationException">It is none, or not the only one.</exception>
    public static long One(IReadOnlyList<string> words) => words is [var word] && Read(word) is { } number
        ? number
        : throw new ConfigurationException(
            $"The number of one flow is expected{(words.Count == 0 ? "" : $", not {string.Join(' ', words)}")}.");

    /// <summary>Two words, both numbers.</summary>
    /// <exception cref="ConfigurationException">They are not.</exception>
    public static (long First, long Second) Two(IReadOnlyList<string> words)
        => words is [var one, var two] && Read(one) is { } first && Read(two) is { } second
            ? (first, second)
            : throw new ConfigurationException("Two recordings are expected, or a recording and the numbers of two flows in it.");

    /// <summary>A list such as <c>5,7..9</c>; null when the word is something else.</summary>
    /// <exception cref="ConfigurationException">It has too many numbers.</exception>
    public static IReadOnlyList<long>? Several(string word)
    {
        List<long> numbers = [];
        foreach (var part in word.Split(','))
        {
            var ends = part.Split("..");
            if (ends.Length > 2 || Read(ends[0]) is not { } first || Read(ends[^1]) is not { } last || last < first)
            {
                return null;
            }

            if (last - first >= MostNumbers - numbers.Count)
            {
                throw new ConfigurationException($"{word} names more than {MostNumbers} flows.");
            }

            for (var number = first; number <= last; number++)
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    /// <summary>True for a word that may be a number of flows, and is not taken for the name of a file.</summary>
    public static bool IsNumber(string word) => Read(word) is not null;

    private static long? Read(string word)
        => long.TryParse(word.StartsWith('#') ? word[1..] : word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
