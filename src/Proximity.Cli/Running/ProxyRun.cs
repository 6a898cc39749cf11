using Proximity.Cli.Configuration;
using Proximity.Cli.Launching;
using Proximity.Cli.Output;

namespace Proximity.Cli.Running;

/// <summary>One run of the proxy: start, import, announce, wait for a signal or the end of a command, drain, export. Ends with the exit code.</summary>
/// <param name="plan">What to run.</param>
/// <param name="signals">What ends it; while a command runs, signals are the command's.</param>
/// <param name="events">Where to tell of it.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="command">The command for which the proxy runs; null to serve until a signal comes.</param>
internal sealed class ProxyRun(RunPlan plan, StopSignals signals, EventWriter events, TimeProvider timeProvider, CommandLaunch? command = null)
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The proxy delivers errors from a queue of its own, so that the reason follows the failure by a moment.</summary>
    private static readonly TimeSpan ReasonPatience = TimeSpan.FromSeconds(1);

    private readonly Settings settings = plan.Settings;
    private readonly ProxyEvents proxyEvents = new(events, timeProvider);

    /// <summary>The sentence for standard error when the run failed, otherwise null.</summary>
    public string? Failure { get; private set; }

    public async Task<int> RunAsync()
    {
        try
        {
            var server = await ProxyServer.StartAsync(Options(), signals.Requested).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                return await ServeAsync(server).ConfigureAwait(false);
            }
        }
        catch (ProxyStartException exception)
        {
            return Fail(StartFailure.Sentence(exception, settings));
        }
        catch (OperationCanceledException) when (signals.Requested.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
    }

    private ProxyOptions Options()
    {
        var options = settings.ToProxyOptions();
        options.Logger = new EventLogger(events, timeProvider, options.Verbose);
        if (options.Interception is { } interception && plan.Certificates is { } certificates)
        {
            interception.TrustedRoots = certificates.Roots;
            interception.ClientCertificates = certificates.Shown;
        }

        options.OnError = proxyEvents.Error;
        options.OnFlowCompleted = options.Verbose ? proxyEvents.FlowCompleted : null;
        options.TimeProvider = timeProvider;
        options.Authenticate = plan.Credentials is { } credentials ? credentials.CheckAsync : null;
        return options;
    }

    private async Task<int> ServeAsync(ProxyServer server)
    {
        if (settings.ImportFile is { } importFile && !await server.LoadFlowsAsync(importFile, signals.Requested).ConfigureAwait(false))
        {
            return Fail($"The flows in {importFile} cannot be imported: {await ReasonAsync(proxyEvents.LoadFailure).ConfigureAwait(false)}");
        }

        var address = ListeningAddress.Of(server.EndPoint, settings.Bind);
        int? importedFlows = settings.ImportFile is null ? null : server.Flows.Count;
        events.Post(new StartedEvent(timeProvider.GetLocalNow(), address, settings, plan.ConfigurationPath, importedFlows));
        using var trim = MemoryTrim.OfThisProcess(timeProvider);
        return command is null ? await UntilSignalAsync(server).ConfigureAwait(false) : await UntilCommandEndsAsync(server, command).ConfigureAwait(false);
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

        await StopAsync(server).ConfigureAwait(false);
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
        if (settings.ExportFile is { } exportFile && !await server.ExportFlowsAsync(exportFile, CancellationToken.None).ConfigureAwait(false))
        {
            return Fail($"The flows cannot be written to {exportFile}: {await ReasonAsync(proxyEvents.ExportFailure).ConfigureAwait(false)}");
        }

        events.Post(new StoppedEvent(timeProvider.GetLocalNow(), server.Flows.Count, settings.ExportFile));
        return ExitCode.Success;
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

    private int Fail(string sentence)
    {
        Failure = Printable.Text(sentence);
        return ExitCode.Failed;
    }
}
