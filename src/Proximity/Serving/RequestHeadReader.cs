using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>Reads a request's head from a client.</summary>
internal static class RequestHeadReader
{
    /// <summary>What came of it.</summary>
    internal enum Outcome : byte
    {
        Head,

        /// <summary>The client has closed, or the connection is to end, between two requests.</summary>
        End,
        Fault,
    }

    /// <summary>Until a whole head stands in <see cref="RequestContext.ReceivedHead"/>, or none will.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public static async ValueTask<Result> ReadAsync(ExchangeServices services, Exchange exchange)
    {
        InputBuffer input = exchange.Input;
        Watchdog watchdog = exchange.Watchdog;
        int scanned = 0;
        while (true)
        {
            if (input.Length > 0)
            {
                ParseResult parsed = HeadParser.ParseRequest(input.Span, services.HeadLimits, exchange.Request.ReceivedHead, ref scanned);
                if (parsed.State != ParseState.NeedMore)
                {
                    input.Consume(parsed.Consumed);
                    return new Result(parsed.Fault is null ? Outcome.Head : Outcome.Fault, parsed.Fault);
                }
            }

            WireResult read = await input.FillHeadAsync(services.HeadLimits.MaxBytes).ConfigureAwait(false);
            if (read.Count == 0)
            {
                // A client may close between requests; in the middle of a head there is nobody left to answer.
                bool isDrained = watchdog.IsDraining && !watchdog.HasExpired;
                return input.Length == 0 && (read.IsEnd || isDrained)
                    ? new Result(Outcome.End)
                    : new Result(Outcome.Fault, CommonFaults.ClientRead(read));
            }

            watchdog.Progress();
        }
    }

    /// <summary>What came of reading a head.</summary>
    /// <param name="Outcome">Whether there is one.</param>
    /// <param name="Fault">What is wrong; null when nothing is.</param>
    internal readonly record struct Result(Outcome Outcome, Fault? Fault = null);
}
