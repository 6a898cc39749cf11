using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Tunnels;

/// <summary>
/// Joins the client's wire with the origin's, both ways, unread, until both have ended. An end in one direction is passed on as a half-close and the other direction goes
/// on; a failure in either breaks both off.
/// </summary>
internal sealed class DuplexRelay(ExchangeServices services, Exchange exchange)
{
    private Fault? fault;
    private int ends;

    public Watchdog Watchdog => exchange.Watchdog;

    public ExchangeServices Services => services;

    public async ValueTask<ExchangeEnd> RunAsync(OriginConnection origin)
    {
        Watchdog.Enter(ExchangePhase.Tunnelling);
        Task forth = new TunnelPump(
            this, exchange.Input, origin.Wire, ErrorCodes.TunnelWriteFailed, "The origin's end of the tunnel could not be written to.")
            .RunAsync();
        Task back = new TunnelPump(
            this, origin.Input, exchange.Client, ErrorCodes.TunnelClientWriteFailed, "The client's end of the tunnel could not be written to.")
            .RunAsync();
        try
        {
            await forth.ConfigureAwait(false);
        }
        finally
        {
            // Also behind a defect, which breaks both directions off: the wires and buffers are in use until then.
            await back.ConfigureAwait(false);
        }

        if (fault is null)
        {
            return ExchangeEnd.Close;
        }

        Fault cause = exchange.Fail(fault);
        services.Errors.Report(exchange, cause, ExchangePhase.Tunnelling);
        return ExchangeEnd.Abort;
    }

    /// <summary>Bytes have passed. Each direction counts its own, so that a tunnel that stands says how much it has carried.</summary>
    public void Count(InputBuffer source, long bytes)
    {
        if (ReferenceEquals(source, exchange.Input))
        {
            exchange.Recording.RequestBytes += bytes;
        }
        else
        {
            exchange.Recording.ResponseBytes += bytes;
        }
    }

    /// <summary>A source has ended. The first end is passed on and the other direction goes on; the second one is not, since both wires are closed at once then.</summary>
    public void PassEndOn(Wire sink)
    {
        if (Interlocked.Increment(ref ends) == 1)
        {
            sink.ShutdownWrite();
        }
    }

    /// <summary>The first failure is the reason; breaking off both ends makes the other direction fail too.</summary>
    public void Break(Fault reason)
    {
        Interlocked.CompareExchange(ref fault, reason, null);
        Watchdog.AbortOrigin();
        exchange.Client.Abort();
    }
}
