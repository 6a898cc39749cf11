using System.Globalization;

namespace Proximity.Architecture.Tests.Tidy;

/// <summary>
/// A list of exceptions that only shrinks: each line holds a file, a member and its present size. A member that grows fails the test, one that shrinks must take its
/// entry along, and an entry nobody needs has to go. Where <paramref name="mayLag"/> is true only growth fails, because such measures change with every second commit.
/// </summary>
internal sealed class SizeExceptions(string name, IEnumerable<string> lines, bool mayLag = false)
{
    private readonly Dictionary<string, int> entries = lines.Select(line => line.Split(' ')).ToDictionary(parts => $"{parts[0]} {parts[1]}", parts => int.Parse(parts[2], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public static SizeExceptions In(string name, bool mayLag = false) => new(name, Repository.List($"tests/Proximity.Architecture.Tests/{name}"), mayLag);

    public IEnumerable<string> Findings(IEnumerable<MemberSize> members, int limit)
    {
        var large = members.Where(member => member.Size > limit).GroupBy(member => member.Key, StringComparer.Ordinal)
            .ToDictionary(overloads => overloads.Key, overloads => overloads.Max(member => member.Size), StringComparer.Ordinal);
        foreach (var (key, size) in large)
        {
            if (!entries.TryGetValue(key, out var allowed))
            {
                yield return $"{key} {size}: more than {limit}";
            }
            else if (size > allowed)
            {
                yield return $"{key} {size}: more than its exception of {allowed} in {name}";
            }
            else if (size < allowed && !mayLag)
            {
                yield return $"{key} {size}: shrink its entry of {allowed} in {name}";
            }
        }

        foreach (var key in entries.Keys.Where(key => !mayLag && !large.ContainsKey(key)))
        {
            yield return $"{key}: remove its entry from {name}";
        }
    }
}
