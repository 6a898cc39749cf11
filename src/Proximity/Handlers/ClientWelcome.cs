using Proximity.Access;
using Proximity.Protocol.Faults;
using Proximity.Telemetry;

namespace Proximity.Handlers;

/// <summary>What comes before a client's first request: which program it is, and then the callback on connections.</summary>
internal sealed class ClientWelcome
{
    private readonly ClientProcesses? processes;
    private readonly Callback<ClientSocket>? connected;

    private ClientWelcome(ClientProcesses? processes, Callback<ClientSocket>? connected)
        => (this.processes, this.connected) = (processes, connected);

    /// <summary>What the options ask for; null when that is nothing.</summary>
    public static ClientWelcome? Of(ProxyOptions options, ErrorReporter errors)
    {
        ClientProcesses? processes = ClientProcesses.Create(options.RecordClientProcess, options.TimeProvider);
        Callback<ClientSocket>? connected = options.OnConnect is { } call ? new(call, ErrorCodes.OnConnectFailed, errors) : null;
        return processes is null && connected is null ? null : new ClientWelcome(processes, connected);
    }

    /// <summary>Looks the client up, and calls the callback.</summary>
    /// <param name="client">The client.</param>
    /// <param name="describe">Adds to an error what is known of the connection.</param>
    public async ValueTask RunAsync(ClientSocket client, Func<ProxyError, ProxyError> describe)
    {
        if (processes is not null)
        {
            await processes.FindAsync(client).ConfigureAwait(false);
        }

        if (connected is not null)
        {
            await connected.RunAsync(client, describe).ConfigureAwait(false);
        }
    }
}
