using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.CommandLine;

/// <summary>The kinds of option, each with its own refusals.</summary>
internal static class Options
{
    public static Option<long?> Integer(string name, string description, string helpName, IntegerRange range) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => ParseInteger(name, range, result),
    };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string description, string helpName)
    {
        var option = Secret(name, description, helpName);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && string.IsNullOrWhiteSpace(token.Value))
            {
                result.AddError($"{name} must not be empty.");
            }
        });
        return option;
    }

    /// <summary>One of a few words.</summary>
    public static Option<TValue?> Word<TValue>(string name, string description, IReadOnlyDictionary<string, TValue> words)
        where TValue : struct => new(name)
        {
            Description = description,
            HelpName = string.Join('|', words.Keys),
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                if (words.TryGetValue(result.Tokens[0].Value, out var value))
                {
                    return value;
                }

                result.AddError($"{name} is {result.Tokens[0].Value}, but must be one of {string.Join(", ", words.Keys)}.");
                return null;
            },
        };

    /// <summary>Texts, or none: the option alone says something too.</summary>
    public static Option<string[]> OptionalTexts(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>One text or more each time the option is named.</summary>
    public static Option<string[]> SeveralTexts(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>A text for each time the option is named.</summary>
    public static Option<string[]> Texts(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>A text that may be empty.</summary>
    public static Option<string?> Secret(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ExactlyOne,
    };

    /// <summary>What a flag says, or null when it is not on the line.</summary>
    public static bool? Said(ParseResult line, Option<bool> flag) => line.GetResult(flag) is { Implicit: false } ? line.GetValue(flag) : null;

    private static long? ParseInteger(string name, IntegerRange range, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && range.Contains(value))
        {
            return value;
        }

        result.AddError($"{name} is {text}, but must be a whole number, {range.AgainstText(text)}.");
        return null;
    }
}
