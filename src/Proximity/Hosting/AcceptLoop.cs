using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Serving;
using Proximity.Telemetry;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>
/// Accepts clients and starts their loops, until it is stopped. While as many are connected as may be, or as the process has descriptors
/// for, nobody is accepted: further clients wait in the system's queue and are served when others leave.
/// </summary>
internal sealed class AcceptLoop : IDisposable
{
    /// <summary>When the system has no descriptor left, one of ours must end before another try can succeed.</summary>
    private static readonly TimeSpan FailureDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>While the proxy stays full, this is logged again only after this time.</summary>
    private static readonly TimeSpan FullLogInterval = TimeSpan.FromMinutes(1);

    private readonly Listener listener;
    private readonly ExchangeServices services;
    private readonly ConnectionTable connections;
    private readonly int maxConnections;
    private readonly SemaphoreSlim places;
    private readonly CancellationTokenSource stop = new();
    private Task accepting = Task.CompletedTask;
    private long? fullLoggedAt;
    private long? crowdedLoggedAt;

    public AcceptLoop(Listener listener, ExchangeServices services, ConnectionTable connections, int maxConnections)
    {
        this.listener = listener;
        this.services = services;
        this.connections = connections;
        this.maxConnections = maxConnections;
        places = new SemaphoreSlim(maxConnections);
    }

    /// <summary>
    /// The place just taken is the only one. Then no client's end would free descriptors, and to wait for it would be to wait for ever.
    /// </summary>
    private bool IsNobodyConnected => places.CurrentCount >= maxConnections - 1;

    /// <summary>Begins to accept.</summary>
    public void Start()
    {
        accepting = Task.Run(RunAsync);
        BackgroundTasks.Observe(accepting, services.Errors.Logger);
    }

    /// <summary>Stops listening, and waits until nobody is accepted any more; clients accepted before live on.</summary>
    public async Task StopAsync()
    {
        try
        {
            listener.Close();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await accepting.ConfigureAwait(false);
        }
    }

    public void Dispose() => stop.Dispose();

    /// <summary>Whatever one round throws, the next client is accepted: a proxy that listens and accepts nobody looks alive and is not.</summary>
    private async Task RunAsync()
    {
        bool goesOn = true;
        while (goesOn)
        {
            try
            {
                goesOn = await AcceptAsync().ConfigureAwait(false);
                continue;
            }
            catch (SocketException exception)
            {
                Log.AcceptFailed(services.Errors.Logger, FailureDelay, exception.Message);
                services.Origins.TryMakeRoom();
            }
#pragma warning disable CA1031 // A defect of ours, or of a clock that the application gave, must not end the loop.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                ReportDefect(exception, "A defect kept a client from being accepted.");
            }

            await Delays.For(FailureDelay, services.TimeProvider).ConfigureAwait(false);
        }
    }

    /// <summary>One client. False once the listener is closed.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<bool> AcceptAsync()
    {
        if (!await TakePlaceAsync().ConfigureAwait(false))
        {
            return false;
        }

        bool isPlaceUsed = false;
        try
        {
            if (listener.IsCrowded && !IsNobodyConnected)
            {
                await WaitForDescriptorsAsync().ConfigureAwait(false);
            }

            if (await listener.AcceptAsync().ConfigureAwait(false) is not { } wire)
            {
                return false;
            }

            isPlaceUsed = true;
            BackgroundTasks.Observe(ServeAsync(wire), services.Errors.Logger);
            return true;
        }
        finally
        {
            if (!isPlaceUsed)
            {
                places.Release();
            }
        }
    }

    private async ValueTask<bool> TakePlaceAsync()
    {
        if (await places.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
        {
            return true;
        }

        if (IsNews(ref fullLoggedAt))
        {
            Log.Full(services.Errors.Logger, maxConnections);
        }

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

    /// <summary>Until descriptors are free again: connections to origins that nobody uses are closed first.</summary>
    private async Task WaitForDescriptorsAsync()
    {
        if (IsNews(ref crowdedLoggedAt))
        {
            Log.Crowded(services.Errors.Logger, services.DescriptorLimit);
        }

        while (!stop.IsCancellationRequested && listener.IsCrowded && !IsNobodyConnected)
        {
            if (!services.Origins.TryMakeRoom())
            {
                await Delays.For(FailureDelay, services.TimeProvider, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private bool IsNews(ref long? loggedAt)
    {
        long now = services.TimeProvider.GetTimestamp();
        if (loggedAt is { } last && services.TimeProvider.GetElapsedTime(last, now) < FullLogInterval)
        {
            return false;
        }

        loggedAt = now;
        return true;
    }

    private async Task ServeAsync(Wire wire)
    {
        ClientConnection? connection = null;
        try
        {
            if (services.RunsUserCode)
            {
                // It may run before the first wait; it must not hold up the next client.
                await new WireTurn(wire);
            }

            DateTimeOffset now = services.TimeProvider.GetUtcNow();
            connection = new ClientConnection(services, wire);
            bool isWithinLimit = connections.Add(connection, now);
            await connection.RunAsync(isWithinLimit ? null : CommonFaults.TooManyConnections).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A defect of ours, or of a clock that the application gave, ends this connection and no other.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ReportDefect(exception, "A defect ended a connection.");
        }
        finally
        {
            End(wire, connection);
        }
    }

    private void End(Wire wire, ClientConnection? connection)
    {
        try
        {
            if (connection is null)
            {
                wire.Abort();
            }
            else
            {
                connections.Remove(connection);
                connection.Dispose();
            }
        }
        finally
        {
            places.Release();
        }
    }

    private void ReportDefect(Exception exception, string message)
    {
        Log.Defect(services.Errors.Logger, exception);
        services.Errors.Report(ErrorCodes.ProxyError, message, exception);
    }
}
