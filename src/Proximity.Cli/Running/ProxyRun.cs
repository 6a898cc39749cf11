using Proximity.Cli.Configuration;
using Proximity.Cli.Controlling;
using Proximity.Cli.Launching;
using Proximity.Cli.Output;
using Proximity.Filters.Fields;
using Proximity.Stores;

namespace Proximity.Cli.Running;

/// <summary>
/// One run of the proxy: start, import, announce, wait for a signal or the end of a command, drain, export. Ends with the exit code.
/// </summary>
/// <param name="plan">What to run.</param>
/// <param name="signals">What ends it; while a command runs, signals are the command's.</param>
/// <param name="events">Where to tell of it.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="command">The command for which the proxy runs; null to serve until a signal comes.</param>
internal sealed class ProxyRun(RunPlan plan, StopSignals signals, EventWriter events, TimeProvider timeProvider, CommandLaunch? command = null)
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// When the command has gone nobody is left for whom to finish anything; only the ends of its own connections may still be on their
    /// way.
    /// </summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(200);

    /// <summary>The proxy delivers errors from a queue of its own, so that the reason follows the failure by a moment.</summary>
    private static readonly TimeSpan ReasonPatience = TimeSpan.FromSeconds(1);

    private readonly Settings settings = plan.Settings;
    private readonly ProxyEvents proxyEvents = new(events, timeProvider, plan.Show);
    private readonly TaskCompletionSource<RunningProxy?> serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IFlowStore? store;
    private InspectorRun? inspector;

    /// <summary>Completes once the proxy and its inspector answer; null when there is no inspector.</summary>
    public Task<RunningProxy?> Serving => serving.Task;

    /// <summary>The sentence for standard error when the run failed, otherwise null.</summary>
    public string? Failure { get; private set; }

    public async Task<int> RunAsync()
    {
        try
        {
            // Closed behind the proxy, which still stores flows while it stops.
            store = await RunStore.OpenAsync(settings, timeProvider, StandardStreams.Errors, signals.Requested)
                .ConfigureAwait(false);
            var server = await ProxyServer.StartAsync(Options(), signals.Requested).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                try
                {
                    return await ServeAsync(server).ConfigureAwait(false);
                }
                finally
                {
                    await EndInspectorAsync().ConfigureAwait(false);
                }
            }
        }
        catch (FlowStoreException exception)
        {
            var (sentence, exitCode) = RunStore.Failure(exception, settings);
            return Fail(sentence, exitCode);
        }
        catch (ProxyStartException exception)
        {
            return Fail(StartFailure.Sentence(exception, settings), StartFailure.ExitCodeOf(exception, settings));
        }
        catch (OperationCanceledException) when (signals.Requested.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        finally
        {
            if (store is not null)
            {
                await store.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private ProxyOptions Options()
    {
        var options = settings.ToProxyOptions();
        options.Logger = new EventLogger(events, timeProvider, settings.Diagnostics is true);
        if (options.Interception is { } interception && plan.Certificates is { } certificates)
        {
            interception.TrustedRoots = certificates.Roots;
            interception.ClientCertificates = certificates.Shown;
        }

        options.RecordClientProcess |= plan.Show?.Asks(FieldId.Process) is true || plan.Keep?.Asks(FieldId.Process) is true;
        options.KeepFlows = plan.Keep;
        options.OptionNames = ProgramWords.Names;
        options.OnError = proxyEvents.Error;
        options.OnFlowCompleted = options.Verbose ? proxyEvents.FlowCompleted : null;
        options.TimeProvider = timeProvider;
        options.Store = store is null ? null : RunStore.Feeding(store, settings);
        options.Authenticate = plan.Credentials is { } credentials ? credentials.CheckAsync : null;
        return options;
    }

    private async Task<int> ServeAsync(ProxyServer server)
    {
        if (settings.ImportFile is { } importFile && await ImportAsync(server, importFile).ConfigureAwait(false) is { } problem)
        {
            var described = settings.WithSource(importFile, nameof(Settings.ImportFile));
            return Fail($"The flows in {described} cannot be imported: {problem}", ExitCode.WrongUsage);
        }

        var address = ListeningAddress.Of(server.EndPoint, settings.Bind);
        int? importedFlows = settings.ImportFile is null ? null : server.Flows.Count;
        var limits = new FittedLimits(server.MaxConnections, server.MaxTunnels, server.DescriptorLimit);
        var started = new StartedEvent(timeProvider.GetLocalNow(), address, settings, plan.ConfigurationPath, importedFlows);
        await StartInspectorAsync(server).ConfigureAwait(false);
        serving.TrySetResult(inspector?.Running);
        events.Post(started with { Limits = limits, Inspector = inspector?.BaseUrl, SignIn = inspector?.SignInUrl });
        using var trim = new MemoryTrim(timeProvider, new GarbageCollectedMemory());
        return command is null ? await UntilSignalAsync(server).ConfigureAwait(false) : await UntilCommandEndsAsync(server, command).ConfigureAwait(false);
    }

    /// <summary>Behind the proxy, which answers by then.</summary>
    private async Task StartInspectorAsync(ProxyServer server)
    {
        if (plan.Inspector is not { } address)
        {
            return;
        }

        try
        {
            var proxy = new ControlledServer(server, settings, store, plan.Keep, timeProvider) { Errors = proxyEvents.Errors };
            inspector = await InspectorRun.StartAsync(
                proxy, address, settings.AllowWrite is true, timeProvider, Environment.GetEnvironmentVariable).ConfigureAwait(false);
            if (settings.OpenUi is true && !Browser.TryOpen(inspector.SignInUrl))
            {
                await StandardStreams.Errors.WriteLineAsync("There is no browser to open the inspector in.").ConfigureAwait(false);
            }
        }
        catch (IOException exception)
        {
            var sentence = Printable.Text($"The inspector cannot listen on {address}: {exception.Message}");
            await StandardStreams.Errors.WriteLineAsync(sentence).ConfigureAwait(false);
        }
    }

    private async Task EndInspectorAsync()
    {
        if (inspector is not null)
        {
            await inspector.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Null when flows were read, or the file holds none and says so; otherwise why not.</summary>
    private async Task<string?> ImportAsync(ProxyServer server, string file)
    {
        void Say(string loss) => ExportReport.Say($"Not read from {file}: {loss}.", StandardStreams.Errors);
        var isRead = await server.LoadFlowsAsync(file, Say, signals.Requested).ConfigureAwait(false);
        if (isRead && (server.Flows.Count > 0 || !(settings.RecordFlows ?? true)))
        {
            return null;
        }

        // A reader of another program's format has said what is wrong with the file.
        var kind = isRead || !ImportFile.IsOfAnotherProgram(file) ? ImportFile.WhyNoFlows(file) : null;
        return kind ?? (isRead ? null : await ReasonAsync(proxyEvents.LoadFailure).ConfigureAwait(false));
    }

    private async Task<int> UntilSignalAsync(ProxyServer server)
    {
        var reason = await signals.First.ConfigureAwait(false);
        events.Post(new StoppingEvent(timeProvider.GetLocalNow(), reason, DrainTimeout));
        await StopAsync(server).ConfigureAwait(false);
        return await ExportAsync(server).ConfigureAwait(false);
    }

    private async Task<int> UntilCommandEndsAsync(ProxyServer server, CommandLaunch launch)
    {
        var end = await launch.RunAsync(server.EndPoint.Address.ToString(), server.EndPoint.Port, server.AuthorityCertificate).ConfigureAwait(false);
        if (end.Failure is { } failure)
        {
            Fail(failure);
            return end.ExitCode;
        }

        await server.StopAsync(FarewellTime).ConfigureAwait(false);
        var exported = await ExportAsync(server).ConfigureAwait(false);
        return end.ExitCode == ExitCode.Success ? exported : end.ExitCode;
    }

    private async Task StopAsync(ProxyServer server)
    {
        var draining = server.StopAsync(DrainTimeout);
        if (await Task.WhenAny(draining, signals.Second).ConfigureAwait(false) != draining)
        {
            await server.StopAsync().ConfigureAwait(false);
        }

        await draining.ConfigureAwait(false);
    }

    private async Task<int> ExportAsync(ProxyServer server)
    {
        RunStore.Report(settings, server.StoreCounters, StandardStreams.Errors);
        if (settings.ExportFile is { } exportFile && !await WriteFlowsAsync(server, exportFile).ConfigureAwait(false))
        {
            var reason = await ReasonAsync(proxyEvents.ExportFailure).ConfigureAwait(false);
            return Fail($"The flows cannot be written to {ExportTarget.Describe(exportFile)}: {reason}");
        }

        events.Post(new StoppedEvent(timeProvider.GetLocalNow(), server.Flows.Count, server.Flows.PrunedCount, settings.ExportFile));
        return ExitCode.Success;
    }

    private async Task<bool> WriteFlowsAsync(ProxyServer server, string exportFile)
    {
        var report = new ExportReport(settings, StandardStreams.Errors);
        await using (report.ConfigureAwait(false))
        {
            if (!ExportTarget.IsStandardOutput(exportFile))
            {
                return await server.ExportFlowsAsync(exportFile, report.Options, CancellationToken.None).ConfigureAwait(false);
            }

            var output = StandardStreams.OpenOutput();
            await using (output.ConfigureAwait(false))
            {
                return await server.WriteFlowsAsync(output, report.Options, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> ReasonAsync(Task<string> reason)
    {
        try
        {
            return await reason.WaitAsync(ReasonPatience, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return "the reason is not known.";
        }
    }

    private int Fail(string sentence, int exitCode = ExitCode.Failed)
    {
        Failure = Printable.Text(sentence);
        return exitCode;
    }
}
