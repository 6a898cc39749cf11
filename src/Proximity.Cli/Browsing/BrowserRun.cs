using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Proximity.Cli.Authority;
using Proximity.Cli.Controlling;
using Proximity.Cli.Launching;
using Proximity.Cli.Output;
using Proximity.Cli.Recordings;
using Proximity.Cli.Running;

namespace Proximity.Cli.Browsing;

/// <summary><c>proximity browser</c>: a browser of this machine through the proxy that runs, until somebody closes it.</summary>
/// <param name="proxies">The proxies that run.</param>
/// <param name="environment">Gives environment variables.</param>
internal sealed class BrowserRun(RunningProxies proxies, Func<string, string?> environment)
{
    /// <summary>Waits until the browser has ended.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="errors">Takes the reason when it cannot be started.</param>
    /// <returns>The exit code: the browser's, or why there was none.</returns>
    public async Task<int> RunAsync(BrowserRequest request, TextWriter errors)
    {
        if (new BrowserSearch(environment).Find(request.Kind) is not { } program)
        {
            await errors.WriteLineAsync(StartedBrowsers.NoBrowser(request.Kind)).ConfigureAwait(false);
            return ExitCode.CommandNotFound;
        }

        var proxy = proxies.Choose(
            request.Url ?? environment(RunningProxies.UrlVariable), request.Token ?? environment(RunningProxies.TokenVariable));

        // First, so that no signal leaves the profile behind.
        using var signals = new CommandSignals();
        try
        {
            using var client = new ControlClient(proxy);
            var plan = await PlanAsync(client, program).ConfigureAwait(false) with { Start = request.Start, Further = request.Further };
            using var session = await BrowserSession.StartAsync(plan, new InstalledTools()).ConfigureAwait(false);
            signals.Begin(session.Process);
            await session.Process.WaitForExitAsync().ConfigureAwait(false);
            return session.Process.ExitCode;
        }
        catch (Exception exception) when (exception is BrowserException or RecordingException)
        {
            await errors.WriteLineAsync(Printable.Text(exception.Message)).ConfigureAwait(false);
            return ExitCode.CommandNotExecutable;
        }
    }

    private static async Task<BrowserPlan> PlanAsync(ControlClient client, BrowserProgram program)
    {
        var status = await AskAsync(client, ProxyOperations.Status).ConfigureAwait(false);
        var plan = new BrowserPlan(program, new Uri(status.GetProperty("proxyUrl").GetString()!));
        if (!status.GetProperty("intercepting").GetBoolean())
        {
            return plan;
        }

        var authority = await AskAsync(client, ProxySettingsOperations.Authority).ConfigureAwait(false);
        return plan with
        {
            Authority = X509Certificate2.CreateFromPem(authority.GetProperty("pem").GetString()),
            HostKeyHash = authority.GetProperty("hostKey").GetString(),
        };
    }

    private static async Task<JsonElement> AskAsync(ControlClient client, Operation operation)
    {
        var answer = await client.AskAsync(operation, OperationInput.Empty, CancellationToken.None).ConfigureAwait(false);
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.Clone();
    }
}
