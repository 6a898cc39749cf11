using System.Net.Sockets;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Serving;
using Proximity.Telemetry;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>
/// Accepts clients and starts their loops, until it is stopped. While as many are connected as may be, nobody is accepted: further clients wait in the system's queue and are
/// served when others leave.
/// </summary>
internal sealed class AcceptLoop : IDisposable
{
    /// <summary>When the system has no descriptor left, one of ours must end before another try can succeed.</summary>
    private static readonly TimeSpan FailureDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>A crowd that stays is told of again only after this time.</summary>
    private static readonly TimeSpan FullLogInterval = TimeSpan.FromMinutes(1);

    private readonly Listener listener;
    private readonly ExchangeServices services;
    private readonly ConnectionTable connections;
    private readonly int maxConnections;
    private readonly SemaphoreSlim places;
    private readonly CancellationTokenSource stop = new();
    private long? fullLoggedAt;

    public AcceptLoop(Listener listener, ExchangeServices services, ConnectionTable connections, int maxConnections)
    {
        this.listener = listener;
        this.services = services;
        this.connections = connections;
        this.maxConnections = maxConnections;
        places = new SemaphoreSlim(maxConnections);
    }

    public async Task RunAsync()
    {
        while (await TakePlaceAsync().ConfigureAwait(false))
        {
            try
            {
                if (await listener.AcceptAsync().ConfigureAwait(false) is not { } wire)
                {
                    return;
                }

                BackgroundTasks.Observe(ServeAsync(wire), services.Errors.Logger);
            }
            catch (SocketException exception)
            {
                places.Release();
                Log.AcceptFailed(services.Errors.Logger, FailureDelay, exception.Message);
                await Task.Delay(FailureDelay, services.TimeProvider).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stops listening; clients accepted before live on.</summary>
    public void Stop()
    {
        stop.Cancel();
        listener.Close();
    }

    public void Dispose() => stop.Dispose();

    private async ValueTask<bool> TakePlaceAsync()
    {
        if (await places.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
        {
            return true;
        }

        TellFull();
        try
        {
            await places.WaitAsync(stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void TellFull()
    {
        long now = services.TimeProvider.GetTimestamp();
        if (fullLoggedAt is { } last && services.TimeProvider.GetElapsedTime(last, now) < FullLogInterval)
        {
            return;
        }

        fullLoggedAt = now;
        Log.Full(services.Errors.Logger, maxConnections);
    }

    private async Task ServeAsync(Wire wire)
    {
        if (services.RunsUserCode)
        {
            // It may run before the first wait; it must not hold up the next client.
            await new WireTurn(wire);
        }

        using var connection = new ClientConnection(services, wire);
        bool isWithinLimit = connections.Add(connection);
        try
        {
            await connection.RunAsync(isWithinLimit ? null : CommonFaults.TooManyConnections).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A defect of ours, or of a clock or logger the application gave, ends this connection and no other.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Defect(services.Errors.Logger, exception);
            services.Errors.Report(ErrorCodes.ProxyError, "A defect ended a connection.", exception);
        }
        finally
        {
            connections.Remove(connection);
            places.Release();
        }
    }
}
