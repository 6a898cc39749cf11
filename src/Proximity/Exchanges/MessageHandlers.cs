using Proximity.Handlers;
using Proximity.Protocol.Faults;

namespace Proximity.Exchanges;

/// <summary>Runs what handlers have called with the messages of an exchange (<see cref="ExchangeMessages.OnMessage"/>).</summary>
internal static class MessageHandlers
{
    /// <summary>
    /// Runs all in order, each on what the one before left, up to the first that drops the message. What one did that threw, or that left
    /// something that has no form, is undone and reported.
    /// </summary>
    /// <param name="services">What every exchange shares.</param>
    /// <param name="exchange">The exchange; its time-outs rest meanwhile.</param>
    /// <param name="message">The message as it came.</param>
    /// <param name="judge">Why a message cannot be sent; null when it can.</param>
    public static async ValueTask<ExchangeMessage> RunAsync(
        ExchangeServices services,
        Exchange exchange,
        ExchangeMessage message,
        Func<ExchangeMessage, string?> judge)
    {
        using Watchdog.Scope running = exchange.Watchdog.UserCode();
        await UserCode.LeaveLoopAsync();
        UserCode.Mark();
        ExchangeMessage current = message;
        foreach (Func<ExchangeMessage, ValueTask> handle in exchange.Messages!.Handlers)
        {
            if (current.IsDropped)
            {
                break;
            }

            ExchangeMessage trial = current.Copy();
            string? problem = await TryAsync(handle, trial).ConfigureAwait(false) ?? Judge(trial, judge);
            if (problem is null)
            {
                current = trial;
                continue;
            }

            const string Sentence = "What a handler made of a message cannot be sent; it goes on as it was.";
            var failed = new ProxyError(ErrorCodes.HandlerFailed, Sentence, services.Errors.Now) { Error = problem };
            services.Errors.Report(exchange.Describe(failed));
        }

        return current;
    }

    private static async ValueTask<string?> TryAsync(Func<ExchangeMessage, ValueTask> handle, ExchangeMessage message)
    {
        try
        {
            ValueTask called;
            using (UserCode.BeginTurn())
            {
                called = handle(message);
            }

            await called.ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // User code may throw anything; the message goes on without it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception.Message;
        }
    }

    private static string? Judge(ExchangeMessage message, Func<ExchangeMessage, string?> judge)
    {
        string? problem = message is { IsChanged: true, IsDropped: false } ? judge(message) : null;
        foreach (ExchangeMessage inserted in message.Before.Concat(message.After))
        {
            problem ??= judge(inserted);
        }

        return problem;
    }
}
