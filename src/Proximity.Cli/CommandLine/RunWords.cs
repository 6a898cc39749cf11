using System.CommandLine;

namespace Proximity.Cli.CommandLine;

/// <summary>
/// Puts <c>--</c> before the command of <c>proximity run</c> where it is left out: from its first word on every word is the command's, as
/// with <c>env</c> and <c>nice</c>. The parser would
/// look for options of its own among them, and an option that takes several texts would take the command for one.
/// </summary>
internal static class RunWords
{
    private const string Separator = "--";
    private const string RunName = "run";

    /// <summary>The line as the parser must see it.</summary>
    public static IReadOnlyList<string> Separate(IReadOnlyList<string> arguments, ProximityCommand command)
    {
        var run = Skip(arguments, 0, word => command.Find(word, isOfRun: false));
        if (run >= arguments.Count || arguments[run] != RunName)
        {
            return arguments;
        }

        var first = Skip(arguments, run + 1, word => command.Find(word, isOfRun: true));
        return first < arguments.Count && !arguments[first].StartsWith('-')
            ? [.. arguments.Take(first), Separator, .. arguments.Skip(first)]
            : arguments;
    }

    /// <summary>
    /// The place of the first word that is no option, nor a value of one; that of an unknown option, if one comes before.
    /// </summary>
    private static int Skip(IReadOnlyList<string> arguments, int at, Func<string, Option?> find)
    {
        while (at < arguments.Count && arguments[at] != Separator && find(arguments[at].Split('=', ':')[0]) is { } option)
        {
            // The parser takes "--port:8080" as "--port=8080" (System.CommandLine).
            var hasValue = arguments[at].AsSpan().ContainsAny('=', ':');
            at++;
            if (!hasValue)
            {
                at += Values(arguments, at, option);
            }
        }

        return at;
    }

    /// <summary>
    /// How many words are the option's values. An option that takes several takes all of them where <c>--</c> says where the command
    /// begins, otherwise as many as it must have.
    /// </summary>
    private static int Values(IReadOnlyList<string> arguments, int at, Option option)
    {
        if (option.ValueType == typeof(bool))
        {
            return at < arguments.Count && bool.TryParse(arguments[at], out _) ? 1 : 0;
        }

        var least = Math.Min(option.Arity.MinimumNumberOfValues, arguments.Count - at);
        if (!option.AllowMultipleArgumentsPerToken || !arguments.Skip(at).Contains(Separator))
        {
            return least;
        }

        return arguments.Skip(at).TakeWhile(word => !word.StartsWith('-')).Count();
    }
}
