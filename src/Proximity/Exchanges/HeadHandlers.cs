using Proximity.Handlers;

namespace Proximity.Exchanges;

/// <summary>Runs callbacks and interceptors on a head of an exchange.</summary>
internal static class HeadHandlers
{
    /// <summary>Runs all in order; each gets what the one before left. One that throws is reported and skipped.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="services">What every exchange shares.</param>
    /// <param name="exchange">The exchange; its time-outs rest meanwhile.</param>
    /// <param name="handlers">What to run.</param>
    /// <param name="message">What the first one gets.</param>
    /// <returns>The object returned last, or the message itself; and whether any returned one, be it the same object.</returns>
    public static async ValueTask<(TMessage Message, bool WasReturned)> RunAsync<TMessage>(
        ExchangeServices services,
        Exchange exchange,
        HeadHandler<TMessage>[] handlers,
        TMessage message)
        where TMessage : class
    {
        using Watchdog.Scope running = exchange.Watchdog.UserCode();
        await UserCode.LeaveLoopAsync();
        UserCode.Mark();
        TMessage current = message;
        bool wasReturned = false;
        foreach (HeadHandler<TMessage> handler in handlers)
        {
            try
            {
                ValueTask<TMessage?> called;
                using (UserCode.BeginTurn())
                {
                    called = handler.Handle(current, exchange.Recording.Flow);
                }

                if (await called.ConfigureAwait(false) is { } returned)
                {
                    (current, wasReturned) = (returned, true);
                }
            }
#pragma warning disable CA1031 // User code may throw anything; the next one runs all the same.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                var failed = new ProxyError(handler.FailureCode, handler.Failure, services.Errors.Now) { Error = exception.Message };
                services.Errors.Report(exchange.Describe(failed));
            }
        }

        return (current, wasReturned);
    }
}
