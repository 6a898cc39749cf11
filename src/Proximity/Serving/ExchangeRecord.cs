using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Handlers;
using Proximity.Protocol.Faults;
using Proximity.Recording;
using Proximity.Telemetry;

namespace Proximity.Serving;

/// <summary>The beginning and the end of an exchange, as the user's code and the flow see them.</summary>
internal readonly struct ExchangeRecord(ExchangeServices services)
{
    /// <summary>The request is shown to the user's code, then recorded.</summary>
    public ValueTask ShowRequestAsync(Exchange exchange)
    {
        HeadHandler<ProxyRequest>[] handlers = services.Handlers.Present.Arrivals;
        if (handlers.Length > 0 || services.Callbacks.FlowRecorded is not null)
        {
            return CallAndRecordAsync(exchange, handlers);
        }

        Begin(exchange);
        return ValueTask.CompletedTask;
    }

    /// <summary>The exchange has ended.</summary>
    public ValueTask CompleteAsync(Exchange exchange)
    {
        exchange.Times.Ended = services.Timestamp();
        return exchange.Flow is { } flow ? CompleteAsync(exchange, flow, Totals(exchange)) : ValueTask.CompletedTask;
    }

    /// <summary>The connection was ended by an exception that nobody expected. It is reported, and the exchange that was under way, if one was, ends with it.</summary>
    public async ValueTask CompleteBrokenAsync(Exchange exchange, Exception exception)
    {
        Log.Defect(services.Errors.Logger, exception);
        Fault defect = CommonFaults.Defect(exception);
        exchange.Fail(defect);
        services.Errors.Report(exchange, defect, exchange.Watchdog.Phase);
        if (exchange.Flow is { Completed: false } flow)
        {
            await CompleteAsync(exchange, flow, TotalsOfBroken(exchange)).ConfigureAwait(false);
        }
    }

    private ValueTask CompleteAsync(Exchange exchange, Flow flow, in FlowTotals totals)
    {
        services.Recorder.Complete(flow, exchange.Progress.Fault, totals);
        return services.Callbacks.FlowCompleted is { } callback ? ShowAsync(exchange, flow, callback) : ValueTask.CompletedTask;
    }

    private static async ValueTask ShowAsync(Exchange exchange, Flow flow, Callback<Flow> callback)
    {
        using Watchdog.Scope running = exchange.Watchdog.UserCode();
        await callback.RunAsync(flow, exchange.Describe).ConfigureAwait(false);
    }

    private FlowTotals Totals(Exchange exchange) => new(
        exchange.Times.Duration(services.TimeProvider),
        exchange.Times.ToTimings(services.TimeProvider),
        exchange.RequestBytes,
        exchange.ResponseBytes);

    private FlowTotals TotalsOfBroken(Exchange exchange)
    {
        try
        {
            exchange.Times.Ended = services.Timestamp();
            return Totals(exchange);
        }
#pragma warning disable CA1031 // It may be the application's clock that has ended the exchange.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new FlowTotals(TimeSpan.Zero, default, exchange.RequestBytes, exchange.ResponseBytes);
        }
    }

    private async ValueTask CallAndRecordAsync(Exchange exchange, HeadHandler<ProxyRequest>[] handlers)
    {
        if (handlers.Length > 0)
        {
            await HeadHandlers.RunAsync(services, exchange, handlers, exchange.NeedRequest()).ConfigureAwait(false);
        }

        Begin(exchange);
        if (exchange.Flow is { } flow && services.Callbacks.FlowRecorded is { } callback)
        {
            await ShowAsync(exchange, flow, callback).ConfigureAwait(false);
        }
    }

    private void Begin(Exchange exchange)
    {
        if (services.Recorder.IsOn)
        {
            exchange.Flow = services.Recorder.Begin(
                exchange.NeedRequest(),
                exchange.RequestFraming,
                exchange.ClientSocket.ClientIP,
                exchange.Tunnel?.Record,
                exchange.Client.Http2Stream);
        }
    }
}
