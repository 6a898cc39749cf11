namespace Proximity.Flows;

/// <summary>Finds the word that somebody meant.</summary>
internal static class Suggestions
{
    /// <summary>Longer words are no slips of the finger; comparing takes the product of both lengths.</summary>
    private const int MaxLength = 64;

    /// <summary>The known word nearest to one that is not known, with few slips between them; null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > MaxLength)
        {
            return null;
        }

        var (slips, nearest) = known.Select(candidate => (Slips: Slips(word.ToLowerInvariant(), candidate.ToLowerInvariant()), candidate))
            .DefaultIfEmpty((Slips: int.MaxValue, candidate: string.Empty))
            .MinBy(entry => entry.Slips);
        var letters = nearest.TrimStart('-').Length;
        return slips <= Math.Clamp(letters / 3, 1, 3) ? nearest : null;
    }

    /// <summary>A question with the nearest word, to stand behind a refusal; empty when none is near.</summary>
    public static string Question(string word, IEnumerable<string> known)
        => Nearest(word, known) is { } nearest ? $" Did you mean {nearest}?" : string.Empty;

    /// <summary>
    /// How many letters are wrong, missing, too many, or exchanged with their neighbour (the optimal string alignment distance).
    /// </summary>
    private static int Slips(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Cell(rows, one, other, (i, j));
            }
        }

        return rows[one.Length, other.Length];
    }

    private static int Cell(int[,] rows, string one, string other, (int I, int J) at)
    {
        var (i, j) = at;
        var differs = one[i - 1] == other[j - 1] ? 0 : 1;
        var slips = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + differs);
        var isExchange = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
        return isExchange ? Math.Min(slips, rows[i - 2, j - 2] + 1) : slips;
    }
}
