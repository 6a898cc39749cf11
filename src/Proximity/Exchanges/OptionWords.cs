using System.Text.RegularExpressions;
using Proximity.Protocol.Faults;

namespace Proximity.Exchanges;

/// <summary>
/// Says in an application's own words which options a fault is about: a user of a program has never heard of the library's members.
/// </summary>
internal static partial class OptionWords
{
    /// <summary>
    /// The fault with the names of its message replaced; a member without a name is left out. Null names leave it as it is.
    /// </summary>
    public static Fault InWords(Fault fault, IReadOnlyDictionary<string, string>? names)
        => names is null ? fault : fault with { Message = Members().Replace(fault.Message, match => Said(match, names)) };

    private static string Said(Match match, IReadOnlyDictionary<string, string> names)
    {
        string[] said = [.. match.Groups["member"].Captures.Select(member => names.GetValueOrDefault(member.Value)).OfType<string>()];
        string options = said.Length > 1 ? $"{string.Join(", ", said[..^1])} and {said[^1]}" : string.Concat(said);
        string[] parts = [.. new[] { match.Groups["rule"].Value, options }.Where(part => part.Length > 0)];
        return parts.Length == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    /// <summary>
    /// "(option A)", "(options A and B)" or "(options A, B and C)", with or without a rule before them: "(RFC 9110 §15.5.9, option A)".
    /// The program reads the same in what else the library says.
    /// </summary>
    [GeneratedRegex(@" \((?:(?<rule>[^()]*), )?options? (?<member>\w+)(?:(?:, | and )(?<member>\w+))*\)")]
    private static partial Regex Members();
}
