using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Proximity.Masking;

/// <summary>
/// Gives each secret a mark to stand in its place, such as <c>[masked:9f3a]</c>: the same one for the same secret within one file, so that
/// it can be followed, and another one in another file. The key is forgotten with the object: a mark says nothing of its secret.
/// </summary>
internal sealed class SecretMarks
{
    private const string Prefix = "[masked:";
    private const int FewestDigits = 4;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, string> marks = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>True for a text that is a mark: what has been masked is not masked again.</summary>
    public static bool IsMark(ReadOnlySpan<char> text)
        => text.Length > Prefix.Length + FewestDigits
            && text.StartsWith(Prefix)
            && text[^1] == ']'
            && !text[Prefix.Length..^1].ContainsAnyExcept(Digits);

    /// <summary>The mark of a secret; two secrets never have the same one.</summary>
    public string Of(string secret)
    {
        if (IsMark(secret))
        {
            return secret;
        }

        string digest = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(secret)));
        if (marks.TryGetValue(digest, out string? known))
        {
            return known;
        }

        int digits = FewestDigits;
        string mark;
        do
        {
            mark = $"{Prefix}{digest.AsSpan(0, digits++)}]";
        }
        while (!used.Add(mark));

        marks.Add(digest, mark);
        return mark;
    }
}
