using System.Net;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Controlling;

/// <summary>
/// The proxy that <c>proximity mcp</c> starts where none runs, or where the line has options for one. It ends with its agent.
/// </summary>
internal static class AgentProxy
{
    /// <summary>How such a proxy runs: for this machine, on a port that is free unless one is named, with an inspector beside it.</summary>
    /// <exception cref="ConfigurationException">It would write something else to standard output.</exception>
    public static RunPlan Adapt(RunPlan plan)
    {
        if (ExportTarget.IsStandardOutput(plan.Settings.ExportFile))
        {
            throw new ConfigurationException("--export-file is -, but standard output is for the agent.");
        }

        var settings = plan.Settings with
        {
            EphemeralPort = plan.Settings.Port is null ? true : plan.Settings.EphemeralPort,
            Bind = plan.Settings.Bind ?? "127.0.0.1",
        };
        return plan with { Settings = settings, Inspector = new IPEndPoint(IPAddress.Loopback, 0) };
    }

    /// <summary>Starts it, serves the agent until that leaves, and stops it.</summary>
    /// <param name="run">The proxy.</param>
    /// <param name="signals">What ends it.</param>
    /// <param name="serve">Serves the agent by the proxy.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ProxyRun run, StopSignals signals, Func<RunningProxy, CancellationToken, Task<int>> serve)
    {
        var running = run.RunAsync();
        if (await Task.WhenAny(run.Serving, running).ConfigureAwait(false) == running)
        {
            return await running.ConfigureAwait(false);
        }

        try
        {
            if (await run.Serving.ConfigureAwait(false) is not { } proxy)
            {
                return ExitCode.Failed;
            }

            // A read of standard input does not end by being cancelled; behind a signal nobody waits for it.
            var agent = serve(proxy, signals.Requested);
            return await Task.WhenAny(agent, signals.First).ConfigureAwait(false) == agent
                ? await agent.ConfigureAwait(false)
                : ExitCode.Success;
        }
        finally
        {
            signals.Receive("the end of the agent");
            await running.ConfigureAwait(false);
        }
    }
}
