using Proximity.Protocol.Faults;
using Proximity.Recording;
using Proximity.Telemetry;
using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>The one place that decides what a fault means for the client: an answer while nothing was sent, a broken connection afterwards.</summary>
internal sealed class Answers(ErrorReporter errors)
{
    /// <summary>Ends the exchange with this fault: reports it and tells the client.</summary>
    public async ValueTask<ExchangeEnd> FailAsync(Exchange exchange, Fault fault)
    {
        Fault cause = exchange.Fail(fault);
        errors.Report(exchange, cause, exchange.Progress.FaultPhase);
        if (exchange.Progress.ResponseStarted || cause.Status == 0 || exchange.Watchdog.IsStopped)
        {
            return exchange.Progress is { ResponseStarted: true, TruncationShows: true } && cause.Side == FaultSide.Origin
                ? ExchangeEnd.Linger
                : ExchangeEnd.Abort;
        }

        exchange.Progress.ResponseStarted = true;
        exchange.Watchdog.Enter(ExchangePhase.Answering);
        exchange.Buffers.ResponseOutput.Clear();
        ErrorAnswer.Write(exchange, OptionWords.InWords(cause, errors.OptionNames), errors.Now, exchange.Buffers.ResponseOutput);
        FlowFacts.AnswerError(exchange.Recording.Flow, cause.Status);
        WireResult written = await exchange.Client.WriteAsync(exchange.Buffers.ResponseOutput.Memory).ConfigureAwait(false);
        exchange.Recording.ResponseBytes += written.Count;
        return written.IsOk ? ExchangeEnd.Linger : ExchangeEnd.Abort;
    }
}
