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
        exchange.Recording.Times.Ended = services.Timestamp();
        return exchange.Recording.Flow is { } flow ? CompleteAsync(exchange, flow, Totals(exchange.Recording)) : ValueTask.CompletedTask;
    }

    /// <summary>The connection was ended by an exception that nobody expected. It is reported, and the exchange that was under way, if one was, ends with it.</summary>
    public async ValueTask CompleteBrokenAsync(Exchange exchange, Exception exception)
    {
        Log.Defect(services.Errors.Logger, exception);
        Fault defect = CommonFaults.Defect(exception);
        exchange.Fail(defect);
        services.Errors.Report(exchange, defect, exchange.Watchdog.Phase);
        if (exchange.Recording.Flow is { Completed: false } flow)
        {
            await CompleteAsync(exchange, flow, TotalsOfBroken(exchange.Recording)).ConfigureAwait(false);
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

    private FlowTotals Totals(ExchangeRecording recording) => new(
        recording.Times.Duration(services.TimeProvider),
        recording.Times.ToTimings(services.TimeProvider),
        recording.RequestBytes,
        recording.ResponseBytes);

    private FlowTotals TotalsOfBroken(ExchangeRecording recording)
    {
        try
        {
            recording.Times.Ended = services.Timestamp();
            return Totals(recording);
        }
#pragma warning disable CA1031 // It may be the application's clock that has ended the exchange.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new FlowTotals(TimeSpan.Zero, default, recording.RequestBytes, recording.ResponseBytes);
        }
    }

    private async ValueTask CallAndRecordAsync(Exchange exchange, HeadHandler<ProxyRequest>[] handlers)
    {
        if (handlers.Length > 0)
        {
            await HeadHandlers.RunAsync(services, exchange, handlers, exchange.Request.NeedMessage()).ConfigureAwait(false);
        }

        Begin(exchange);
        if (exchange.Recording.Flow is { } flow && services.Callbacks.FlowRecorded is { } callback)
        {
            await ShowAsync(exchange, flow, callback).ConfigureAwait(false);
        }
    }

    private void Begin(Exchange exchange)
    {
        if (services.Recorder.IsOn)
        {
            exchange.Recording.Flow = services.Recorder.Begin(
                exchange.Request.NeedMessage(),
                exchange.Request.Framing,
                exchange.ClientSocket,
                exchange.Tunnel?.Record,
                exchange.Client.Http2Stream);
        }
    }
}
