using System.Text.RegularExpressions;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Output;

/// <summary>Says in the words of the command line what the library says with the names of its members.</summary>
internal static partial class ProgramWords
{
    /// <summary>The options by the members that they set.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = OptionTable.Rows.Where(row => row.Member is not null)
        .DistinctBy(row => row.Member).ToDictionary(row => row.Member!, row => row.Name, StringComparer.Ordinal);

    /// <summary>The option that sets a member of the library; null when none does.</summary>
    public static string? OptionOf(string member) => Names.TryGetValue(member, out var name) ? name : null;

    /// <summary>
    /// The sentence with <c>(--timeout and --body-timeout)</c> in the place of <c>(options Timeout and BodyTimeout)</c>, and without
    /// members that the program has no option for. A rule before them, as in <c>(RFC 9110 §4.3.4, option Timeout)</c>, stays.
    /// </summary>
    public static string Translate(string sentence) => Members().Replace(sentence, Said);

    /// <summary>The sentence without the member, for one that names the option already.</summary>
    public static string Without(string sentence, string member)
        => Translate(sentence.Replace($" (option {member})", string.Empty, StringComparison.Ordinal));

    private static string Said(Match match)
    {
        string[] said = [.. match.Groups["member"].Captures.Select(member => OptionOf(member.Value)).OfType<string>()];
        var options = said.Length > 1 ? $"{string.Join(", ", said[..^1])} and {said[^1]}" : string.Concat(said);
        string[] parts = [.. new[] { match.Groups["rule"].Value, options }.Where(part => part.Length > 0)];
        return parts.Length == 0 ? string.Empty : $" ({string.Join(", ", parts)})";
    }

    [GeneratedRegex(@" \((?:(?<rule>[^()]*), )?options? (?<member>\w+)(?:(?:, | and )(?<member>\w+))*\)")]
    private static partial Regex Members();
}
