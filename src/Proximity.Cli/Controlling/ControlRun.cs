using System.Text.Json;
using Proximity.Cli.Recordings;
using Proximity.Cli.Running;

namespace Proximity.Cli.Controlling;

/// <summary><c>proximity ctl</c>: asks the proxy that runs, and prints what it says.</summary>
/// <param name="console">Where to.</param>
/// <param name="proxies">The proxies that run.</param>
/// <param name="environment">Gives environment variables.</param>
internal sealed class ControlRun(FlowsConsole console, RunningProxies proxies, Func<string, string?> environment)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var proxy = proxies.Choose(
            request.Url ?? environment(RunningProxies.UrlVariable), request.Token ?? environment(RunningProxies.TokenVariable));
        using var client = new ControlClient(proxy);
        try
        {
            var answer = await client.AskAsync(request.Operation, request.Input, cancellationToken).ConfigureAwait(false);
            if (request.IsJson)
            {
                await console.Output.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
                await console.Text.WriteLineAsync().ConfigureAwait(false);
            }
            else
            {
                using var document = JsonDocument.Parse(answer);
                new ControlText(console).Write(document.RootElement);
            }

            await console.Text.FlushAsync(cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (RecordingException exception)
        {
            console.Say(exception.Message);
            return ExitCode.Failed;
        }
    }
}
