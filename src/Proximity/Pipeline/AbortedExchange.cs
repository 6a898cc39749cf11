using Proximity.Exchanges;
using Proximity.Protocol.Faults;

namespace Proximity.Pipeline;

/// <summary>Ends an exchange as a handler's verdict says: without a response.</summary>
internal sealed class AbortedExchange(ExchangeServices services, Exchange exchange)
{
    /// <summary>A client that hears nothing is not kept for ever.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    /// <summary>How soon a stop of the proxy is noticed.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private static Fault ByVerdict { get; } = new(ErrorCodes.HandlerAborted, FaultSide.Proxy, 0, "A handler broke the exchange off.");

    public async ValueTask<ExchangeEnd> RunAsync(AbortKind kind)
    {
        exchange.Fail(ByVerdict);
        if (kind == AbortKind.Silence)
        {
            await KeepSilentAsync().ConfigureAwait(false);
        }

        exchange.Progress.ResponseStarted = true;
        if (kind != AbortKind.Close)
        {
            return ExchangeEnd.Abort;
        }

        // Unread bytes would make a reset of it.
        bool mayLinger = exchange.Client.Http2Stream is null && !exchange.HasClientSentItsLast;
        return mayLinger ? ExchangeEnd.Linger : ExchangeEnd.Close;
    }

    private async ValueTask KeepSilentAsync()
    {
        using Watchdog.Scope resting = exchange.Watchdog.UserCode();
        CancellationToken left = exchange.Watchdog.ClientLeft;
        long begun = services.TimeProvider.GetTimestamp();
        while (!left.IsCancellationRequested
            && !exchange.Watchdog.IsDraining
            && services.TimeProvider.GetElapsedTime(begun) < LongestSilence)
        {
            await Task.Delay(Look, services.TimeProvider, left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
