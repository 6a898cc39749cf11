using System.CommandLine.Invocation;
using System.Text;
using Proximity.Cli.Authority;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Cli.Launching;
using Proximity.Cli.Output;
using Proximity.Cli.Running;

namespace Proximity.Cli;

/// <summary>The composition root: parses, builds, runs, prints.</summary>
internal static class Program
{
    /// <summary>How long the last lines wait for a reader of the output.</summary>
    private static readonly TimeSpan LastLinesPatience = TimeSpan.FromSeconds(2);

    private static async Task<int> Main(string[] args)
    {
        LogTlsSecretsWhenAsked();
        var command = new ProximityCommand();
        var line = command.Parse(args);
        if (line.Action is ParseErrorAction)
        {
            return await RefuseAsync(line.Errors.Select(error => error.Message)).ConfigureAwait(false);
        }

        if (line.Action is not OwnAction)
        {
            return await line.InvokeAsync().ConfigureAwait(false);
        }

        try
        {
            return command.Ca.Read(line) is { } request
                ? await CareForAuthorityAsync(request, RunPlan.ReadAll(command, line, Environment.GetEnvironmentVariable, ConfigurationFile.DefaultPath()).Settings).ConfigureAwait(false)
                : await RunAsync(RunPlan.Make(command, line, Environment.GetEnvironmentVariable, ConfigurationFile.DefaultPath())).ConfigureAwait(false);
        }
        catch (ConfigurationException exception)
        {
            return await RefuseAsync([exception.Message]).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Runs what follows a socket operation on the thread that polls for it: 29 µs of CPU a small request instead of 49, measured on a spike. The runtime reads the
    /// variable before its first socket; a user who set it has decided.
    /// </summary>
    private static void CompleteSocketOperationsInline()
    {
        const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }

    /// <summary>Whoever sets the variable wants to read captures of this program's TLS, as of any other's; the runtime asks for the program's consent before its first handshake.</summary>
    private static void LogTlsSecretsWhenAsked()
    {
        if (Environment.GetEnvironmentVariable("SSLKEYLOGFILE") is { Length: > 0 })
        {
            AppContext.SetSwitch("System.Net.EnableSslKeyLogging", true);
        }
    }

    private static async Task<int> CareForAuthorityAsync(AuthorityRequest request, Settings settings)
    {
        var output = Console.OpenStandardOutput();
        await using (output.ConfigureAwait(false))
        {
            return await new AuthorityRun(Machine.This(), output, Console.Error, !Console.IsOutputRedirected).RunAsync(request, settings.ToInterceptionOptions()).ConfigureAwait(false);
        }
    }

    private static Task<int> RunAsync(RunPlan plan)
    {
        if (plan.Command is { } words)
        {
            // Standard output is the command's; until it runs, and once it has ended, signals have the system's effect.
            var lines = new EventWriter(new CommandFormatter(plan.Settings.Verbose is true), TextWriter.Null, Console.Error, TimeProvider.System);
            return FinishAsync(new ProxyRun(plan, new StopSignals(), lines, TimeProvider.System, new CommandLaunch(words, Machine.This())), lines);
        }

        // A command would inherit what this sets.
        CompleteSocketOperationsInline();

        // Never disposed: a second Ctrl+C that comes when the export is done and the last lines are printed must not turn a clean end into the signal's exit code.
        var signals = StopSignals.Listen();
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true);
        IEventFormatter formatter = Console.IsOutputRedirected ? new JsonLinesFormatter() : new TerminalFormatter();
        var events = new EventWriter(formatter, output, Console.Error, TimeProvider.System);
        return FinishAsync(new ProxyRun(plan, signals, events, TimeProvider.System), events);
    }

    private static async Task<int> FinishAsync(ProxyRun run, EventWriter events)
    {
        var exitCode = await run.RunAsync().ConfigureAwait(false);
        await events.CompleteAsync(LastLinesPatience).ConfigureAwait(false);
        if (run.Failure is { } failure)
        {
            await Console.Error.WriteLineAsync(failure).ConfigureAwait(false);
        }

        return exitCode;
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            await Console.Error.WriteLineAsync(Printable.Text(sentence)).ConfigureAwait(false);
        }

        await Console.Error.WriteLineAsync("See proximity --help.").ConfigureAwait(false);
        return ExitCode.WrongUsage;
    }
}
