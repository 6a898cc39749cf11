using System.CommandLine;
using System.CommandLine.Parsing;
using Proximity.Cli.Browsing;
using Proximity.Cli.Controlling;

namespace Proximity.Cli.CommandLine;

/// <summary>The command <c>proximity browser [chromium|firefox] [URL] [-- ARGUMENTS]</c>.</summary>
internal sealed class BrowserCommand
{
    private readonly Option<string?> url = Options.Text("--url", "The address of the inspector (default: the proxy that runs).", "url");
    private readonly Option<string?> token = Options.Text(
        "--token", $"Its token; better in the environment variable {RunningProxies.TokenVariable}.", "token");
    private readonly Argument<string[]> words = new("words")
    {
        Description = "Which browser, where it begins, and behind -- further arguments for it.",
        HelpName = "chromium|firefox] [URL] [-- ARGUMENTS",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public BrowserCommand()
    {
        Command = new Command(
            "browser", "Start a browser with a throw-away profile through the proxy that runs; it trusts the proxy, and nothing else does.")
        {
            Action = new OwnAction(),
        };
        Command.Options.Add(url);
        Command.Options.Add(token);
        Command.Arguments.Add(words);
        Command.Validators.Add(Check);
    }

    public Command Command { get; }

    /// <summary>What a line asks for; null when it is about something else. It must have parsed without errors.</summary>
    public BrowserRequest? Read(ParseResult line)
    {
        if (line.CommandResult.Command != Command)
        {
            return null;
        }

        var (kind, start, further) = Split(line.CommandResult);
        return new BrowserRequest(
            kind is null ? null : Enum.Parse<BrowserKind>(kind, ignoreCase: true), start is null ? null : new Uri(start), further)
        {
            Url = line.GetValue(url),
            Token = line.GetValue(token),
        };
    }

    /// <summary>The kind, the address and what is behind them: everything from the first word on that is neither.</summary>
    private (string? Kind, string? Start, string[] Further) Split(CommandResult line)
    {
        string[] all = [.. line.GetResult(words)?.Tokens.Select(static token => token.Value) ?? []];
        var kind = all is [var first, ..] && Enum.GetNames<BrowserKind>().Contains(first, StringComparer.OrdinalIgnoreCase) ? first : null;
        var rest = kind is null ? all : all[1..];
        var start = rest is [var word, ..] && !word.StartsWith('-') ? word : null;
        return (kind, start, start is null ? rest : rest[1..]);
    }

    private void Check(CommandResult line)
    {
        var (_, start, _) = Split(line);
        if (start is not null && !(Uri.TryCreate(start, UriKind.Absolute, out var read) && read.Scheme is "http" or "https"))
        {
            line.AddError($"{start} is neither chromium nor firefox, nor an absolute URL of http or https.");
        }
    }
}
