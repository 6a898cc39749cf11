using System.CommandLine;
using Proximity.Cli.Authority;

namespace Proximity.Cli.CommandLine;

/// <summary>The command <c>proximity ca</c> and what stands behind it.</summary>
internal sealed class AuthorityCommand
{
    private readonly Option<AuthorityFormat?> format = Options.Word("--format", "The form (default: pem).", AuthorityFormatWords.All);
    private readonly Option<string?> output = Options.Text("--output", "The file to write (default: standard output).", "file");
    private readonly Option<bool> system = Options.Flag("--system", "The system's store.");
    private readonly Option<string[]> nss = Options.OptionalTexts("--nss", "The NSS databases of Chromium and Firefox, or those in the folders named here.", "folder");
    private readonly Dictionary<Command, AuthorityVerb> verbs = [];

    /// <param name="authority">The options that say which authority is meant.</param>
    public AuthorityCommand(IReadOnlyCollection<Option> authority)
    {
        Command = new Command("ca", "The authority that signs for hosts: where it is, its certificate, and who trusts it.");
        Add(AuthorityVerb.Path, "path", "Print the path of the certificate's file.", authority);
        Add(AuthorityVerb.Export, "export", "Write the certificate, never the key.", [format, output, .. authority]);
        Add(AuthorityVerb.Trust, "trust", "Have this machine's stores trust the authority: the system's, and NSS's where they are.", [system, nss, .. authority]);
        Add(AuthorityVerb.Untrust, "untrust", "Take the authority out of this machine's stores again.", [system, nss, .. authority]);
        Add(AuthorityVerb.Check, "check", "Say which of this machine's stores trust the authority; fails when the system's, or one that is named, does not.", [system, nss, .. authority]);
    }

    public Command Command { get; }

    /// <summary>What a line asks for; null when it is about something else. It must have parsed without errors.</summary>
    public AuthorityRequest? Read(ParseResult line)
    {
        if (!verbs.TryGetValue(line.CommandResult.Command, out var verb))
        {
            return null;
        }

        var folders = line.GetResult(nss) is { Implicit: false } ? line.GetValue(nss) ?? [] : null;
        return new AuthorityRequest(verb, new StoreChoice(Options.Said(line, system) is true, folders), line.GetValue(format) ?? AuthorityFormat.Pem, line.GetValue(output));
    }

    private void Add(AuthorityVerb verb, string name, string description, IEnumerable<Option> options)
    {
        var command = new Command(name, description) { Action = new OwnAction() };
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        verbs.Add(command, verb);
        Command.Subcommands.Add(command);
    }
}
