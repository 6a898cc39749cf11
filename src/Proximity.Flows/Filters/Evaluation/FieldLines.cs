using Proximity.Filters.Matching;

namespace Proximity.Filters.Evaluation;

/// <summary>Field lines as one text each, put together where there is room.</summary>
internal static class FieldLines
{
    private const int MostOnStack = 512;

    public static bool Any(IReadOnlyList<KeyValuePair<string, string>> fields, TextMatcher matcher)
    {
        Span<char> room = stackalloc char[MostOnStack];
        for (int i = 0; i < fields.Count; i++)
        {
            if (Matches(fields[i].Key, fields[i].Value, room, matcher))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Matches(string name, string value, Span<char> room, TextMatcher matcher)
    {
        int length = name.Length + value.Length + 2;
        if (length > room.Length)
        {
            return matcher.Matches($"{name}: {value}");
        }

        name.CopyTo(room);
        ": ".CopyTo(room[name.Length..]);
        value.CopyTo(room[(name.Length + 2)..]);
        return matcher.Matches(room[..length]);
    }
}
