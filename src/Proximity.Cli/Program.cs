using System.CommandLine;
using System.CommandLine.Invocation;
using Proximity.Cli.Authority;
using Proximity.Cli.Browsing;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Cli.Controlling;
using Proximity.Cli.Launching;
using Proximity.Cli.Output;
using Proximity.Cli.Recordings;
using Proximity.Cli.Running;

namespace Proximity.Cli;

/// <summary>The composition root: parses, builds, runs, prints.</summary>
internal static class Program
{
    /// <summary>How long the last lines wait for a reader of the output.</summary>
    private static readonly TimeSpan LastLinesPatience = TimeSpan.FromSeconds(2);

    /// <summary>Nothing else may be called here: what this method refers to is loaded before its first line runs.</summary>
    private static Task<int> Main(string[] args)
        => OpenFilesLimit.Refusal() is { } refusal ? Task.FromResult(OpenFilesLimit.Refuse(refusal)) : StartAsync(args);

    private static async Task<int> StartAsync(string[] args)
    {
        // For what writes to the console by itself.
        Console.SetError(StandardStreams.Errors);
        var command = new ProximityCommand();
        var line = command.Parse(args);
        if (line.Action is ParseErrorAction)
        {
            return await RefuseAsync(LineErrors.Sentences(line), LineErrors.HelpFor(line)).ConfigureAwait(false);
        }

        if (line.Action is not OwnAction)
        {
            return await PrintAsync(line).ConfigureAwait(false);
        }

        await LogTlsSecretsWhenAskedAsync().ConfigureAwait(false);
        try
        {
            return await CarryOutAsync(command, line).ConfigureAwait(false);
        }
        catch (ConfigurationException exception)
        {
            return await RefuseAsync([exception.Message], LineErrors.HelpFor(line)).ConfigureAwait(false);
        }
    }

    private static Task<int> CarryOutAsync(ProximityCommand command, ParseResult line)
    {
        var file = ConfigurationFile.DefaultPath();
        if (command.Flows.Read(line) is { } asked)
        {
            return AnswerAboutFlowsAsync(asked, RunPlan.ReadAll(command, line, Environment.GetEnvironmentVariable, file).Settings);
        }

        if (command.Control.Read(line) is { } call)
        {
            return ControlAsync(call, RunPlan.ReadAll(command, line, Environment.GetEnvironmentVariable, file).Settings);
        }

        if (command.Agent.Read(line) is { } agent)
        {
            return ServeAgentAsync(agent, () => RunPlan.Make(command, line, Environment.GetEnvironmentVariable, file));
        }

        if (command.Browser.Read(line) is { } browser)
        {
            return StartBrowserAsync(browser);
        }

        return command.Ca.Read(line) is { } request
            ? CareForAuthorityAsync(request, RunPlan.ReadAll(command, line, Environment.GetEnvironmentVariable, file).Settings)
            : RunAsync(RunPlan.Make(command, line, Environment.GetEnvironmentVariable, file));
    }

    /// <summary>The help, the version, a completion script. A reader that goes away early is no failure.</summary>
    private static async Task<int> PrintAsync(ParseResult line)
    {
        var output = StandardStreams.OpenOutputText();
        try
        {
            var exitCode = await line.InvokeAsync(new InvocationConfiguration { Output = output, Error = StandardStreams.Errors }).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
            return exitCode;
        }
        catch (IOException)
        {
            return ExitCode.Failed;
        }
    }

    /// <summary>
    /// Runs what follows a socket operation on the thread that polls for it: 29 µs of CPU a small request instead of 49, measured on a
    /// spike. The runtime reads the
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

    /// <summary>
    /// A user who sets the variable wants to read captures of this program's TLS, as of any other's; the runtime asks for the program's
    /// consent before its first handshake.
    /// </summary>
    private static async Task LogTlsSecretsWhenAskedAsync()
    {
        if (Environment.GetEnvironmentVariable(KeyLogFile.Variable) is { Length: > 0 } path)
        {
            AppContext.SetSwitch("System.Net.EnableSslKeyLogging", true);
            if (KeyLogFile.Prepare(path) is { } warning)
            {
                await StandardStreams.Errors.WriteLineAsync(Printable.Text(warning)).ConfigureAwait(false);
            }
        }
    }

    private static async Task<int> CareForAuthorityAsync(AuthorityRequest request, Settings settings)
    {
        var output = StandardStreams.OpenOutput();
        await using (output.ConfigureAwait(false))
        {
            var run = new AuthorityRun(Machine.This(), output, StandardStreams.Errors, StandardStreams.OutputIsTerminal);
            return await run.RunAsync(request, settings.ToInterceptionOptions(), settings).ConfigureAwait(false);
        }
    }

    private static async Task<int> ControlAsync(ControlRequest request, Settings settings)
    {
        var output = StandardStreams.OpenOutput();
        await using (output.ConfigureAwait(false))
        {
            var proxies = RunningProxies.OfUser(Environment.GetEnvironmentVariable);
            var run = new ControlRun(ConsoleOn(output, settings), proxies, Environment.GetEnvironmentVariable);
            return await run.RunAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Standard output is the agent's, whatever runs.</summary>
    private static async Task<int> ServeAgentAsync(AgentRequest request, Func<RunPlan> plan)
    {
        var proxies = RunningProxies.OfUser(Environment.GetEnvironmentVariable);
        var url = request.Url ?? Environment.GetEnvironmentVariable(RunningProxies.UrlVariable);
        var isStarted = request.NamesProxyOptions || (url is null && !request.StartsNone && proxies.All().Count == 0);
        var (input, output) = (StandardStreams.OpenInput(), StandardStreams.OpenOutput());
        await using (output.ConfigureAwait(false))
        {
            Task<int> Serve(RunningProxy proxy, CancellationToken cancellationToken)
                => new AgentRun(proxy, request.AllowsWrites).RunAsync(input, output, cancellationToken);
            if (!isStarted)
            {
                var token = request.Token ?? Environment.GetEnvironmentVariable(RunningProxies.TokenVariable);
                return await Serve(proxies.Choose(url, token), CancellationToken.None).ConfigureAwait(false);
            }

            var adapted = AgentProxy.Adapt(plan());
            CompleteSocketOperationsInline();
            var signals = StopSignals.Listen();
            var (settings, colors) = (adapted.Settings, ColorsFor(adapted.Settings, StandardStreams.ErrorIsTerminal));
            var formatter = new CommandFormatter(settings.Verbose is true, settings.Diagnostics is true, colors);
            var events = new EventWriter(formatter, TextWriter.Null, StandardStreams.Errors, TimeProvider.System);
            var run = new ProxyRun(adapted, signals, events, TimeProvider.System);
            var exitCode = await AgentProxy.RunAsync(run, signals, Serve).ConfigureAwait(false);
            await CompleteAsync(run, events).ConfigureAwait(false);
            return exitCode;
        }
    }

    private static Task<int> StartBrowserAsync(BrowserRequest request)
    {
        var run = new BrowserRun(RunningProxies.OfUser(Environment.GetEnvironmentVariable), Environment.GetEnvironmentVariable);
        return run.RunAsync(request, StandardStreams.Errors);
    }

    private static FlowsConsole ConsoleOn(Stream output, Settings settings) => new(output, StandardStreams.Errors)
    {
        Width = StandardStreams.OutputIsTerminal ? StandardStreams.Width : null,
        Colors = ColorsFor(settings, StandardStreams.OutputIsTerminal),
        Bar = StandardStreams.ErrorIsTerminal && Environment.GetEnvironmentVariable("TERM") != "dumb"
            ? ProgressBar.On(
                StandardStreams.Errors, StandardStreams.Width, ColorsFor(settings, isTerminal: true).AreOn, TimeProvider.System)
            : null,
    };

    private static async Task<int> AnswerAboutFlowsAsync(FlowsRequest request, Settings settings)
    {
        var output = StandardStreams.OpenOutput();
        await using (output.ConfigureAwait(false))
        {
            var console = ConsoleOn(output, settings);
            var sources = new FlowSources(console, FlowSources.KnownCodings, StoreKinds.All, Environment.GetEnvironmentVariable);
            return await new FlowsRun(console, sources, settings).RunAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static Task<int> RunAsync(RunPlan plan)
    {
        var settings = plan.Settings;
        var errors = StandardStreams.Errors;
        var colorsOfErrors = ColorsFor(settings, StandardStreams.ErrorIsTerminal);
        if (plan.Command is { } words)
        {
            // Standard output is the command's; until it runs, and once it has ended, signals have the system's effect.
            var hasLines = settings.Verbose is true || settings.Show is not null;
            var formatter = new CommandFormatter(hasLines, settings.Diagnostics is true, colorsOfErrors);
            var lines = new EventWriter(formatter, TextWriter.Null, errors, TimeProvider.System);
            return FinishAsync(new ProxyRun(plan, new StopSignals(), lines, TimeProvider.System, new CommandLaunch(words, Machine.This(), plan.IsStorePrivate)), lines);
        }

        // A command would inherit what this sets.
        CompleteSocketOperationsInline();

        // Never disposed: a second Ctrl+C that comes when the export is done and the last lines are printed must not turn a clean end
        // into the signal's exit code.
        var signals = StopSignals.Listen();

        // Where the flows go to standard output, nothing else does.
        var isOutputTaken = ExportTarget.IsStandardOutput(settings.ExportFile);
        var output = isOutputTaken ? errors : StandardStreams.OpenOutputText();
        var events = new EventWriter(Formatter(settings, isOutputTaken), output, errors, TimeProvider.System);
        return FinishAsync(new ProxyRun(plan, signals, events, TimeProvider.System), events);
    }

    /// <summary>Lines for a person where one reads, otherwise JSON.</summary>
    private static IEventFormatter Formatter(Settings settings, bool isOutputTaken)
    {
        var isTerminal = isOutputTaken ? StandardStreams.ErrorIsTerminal : StandardStreams.OutputIsTerminal;
        return isTerminal
            ? new TerminalFormatter(ColorsFor(settings, isTerminal), settings.Diagnostics is true)
            : new JsonLinesFormatter();
    }

    private static Colors ColorsFor(Settings settings, bool isTerminal)
        => Colors.For(settings.Color ?? ColorChoice.Automatic, isTerminal, Environment.GetEnvironmentVariable);

    private static async Task<int> FinishAsync(ProxyRun run, EventWriter events)
    {
        var exitCode = await run.RunAsync().ConfigureAwait(false);
        await CompleteAsync(run, events).ConfigureAwait(false);
        return exitCode;
    }

    private static async Task CompleteAsync(ProxyRun run, EventWriter events)
    {
        await events.CompleteAsync(LastLinesPatience).ConfigureAwait(false);
        if (run.Failure is { } failure)
        {
            await StandardStreams.Errors.WriteLineAsync(failure).ConfigureAwait(false);
        }
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> sentences, string help)
    {
        foreach (var sentence in sentences)
        {
            await StandardStreams.Errors.WriteLineAsync(Printable.Text(sentence)).ConfigureAwait(false);
        }

        await StandardStreams.Errors.WriteLineAsync($"See {help}.").ConfigureAwait(false);
        return ExitCode.WrongUsage;
    }
}
