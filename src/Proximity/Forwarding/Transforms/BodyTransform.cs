using System.IO.Pipelines;
using Proximity.Content;
using Proximity.Exchanges;
using Proximity.Handlers;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// A body that user code makes another one of while it passes. Three things run side by side, with a bounded pipe between each two: a pump
/// from the source to the code, the code, and the pump whose transform this is, from the code to the sink. Each ends the next one by ending
/// its pipe; a failure goes the same way, and what failed first is what the exchange ends with. One body; begun once.
/// <code>
///   source ──pump, decoder──▶ pipe ──▶ user code ──▶ pipe ──encoder, pump──▶ sink
/// </code>
/// </summary>
#pragma warning disable CA1001 // A source without a timer holds nothing, and user code may outlast the body with its token.
internal sealed class BodyTransform
#pragma warning restore CA1001
{
    private const int PipeBytes = 64 * 1024;

    private static readonly PipeOptions Bounded = new(
        pauseWriterThreshold: PipeBytes,
        resumeWriterThreshold: PipeBytes / 2,
        minimumSegmentSize: 16 * 1024,
        useSynchronizationContext: false);

    private readonly ExchangeServices services;
    private readonly CancellationToken clientLeft;
    private readonly BodyTransfer transfer;
    private readonly TransformPlan plan;
    private readonly BodyDirection direction;
    private readonly BodyPump inner;
    private readonly TransformClock clock;
    private readonly ContentInput input;
    private readonly ContentOutput output;
    private readonly PipeReader first;
    private readonly PipeWriter last;
    private readonly CancellationTokenSource ended = new();
    private Task? reading;
    private Task? running;

    /// <summary>Set before user code can learn of it: what the code does then is a consequence.</summary>
    private volatile ReadEnd? readEnd;
    private volatile Fault? thrown;
    private bool hasCancelledReads;
    private byte[] trailers = [];

    /// <summary>Prepares for the body.</summary>
    /// <param name="services">What every exchange shares.</param>
    /// <param name="watchdog">Watches over the client whose body it is.</param>
    /// <param name="way">Which way the body goes.</param>
    /// <param name="whole">Its whole way, with its transform.</param>
    public BodyTransform(ExchangeServices services, Watchdog watchdog, BodyDirection way, in BodyTransfer whole)
    {
        this.services = services;
        clientLeft = watchdog.ClientLeft;
        (transfer, plan, direction) = (whole, whole.Transform!, way);
        var (before, after) = (new BreakablePipe(Bounded), new Pipe(Bounded));
        (first, last) = (before.Reader, after.Writer);
        clock = new TransformClock(watchdog);
        IContentDecoder? decoder = plan.Decoding is { Codings.Count: > 0 } decoding ? decoding.CreateDecoder() : null;
        input = new ContentInput(before, decoder, clock, isDrained: way == BodyDirection.Upload);
        IContentEncoder? encoder = plan.Encoding is { Codings.Count: > 0 } encoding ? encoding.CreateEncoder() : null;
        output = new ContentOutput(after.Reader, encoder, clock, NoteFailedOutput);
        Output = new InputBuffer(output, services.Buffers);
        inner = new BodyPump(services, way == BodyDirection.Upload ? BodyDirection.Upload : BodyDirection.Within);
        inner.Start(
            watchdog,
            whole with
            {
                Sink = input,
                Framing = plan.SourceFraming,
                KeepChunked = false,
                MayEndBehind = false,
                Recording = default,
                Transform = null,
                Messages = null,
            });
    }

    /// <summary>What has become of the body: where the sink's pump reads.</summary>
    public InputBuffer Output { get; }

    /// <summary>True once all of the body has been read from its source.</summary>
    public bool HasTakenAll => readEnd?.Outcome.IsComplete == true;

    /// <summary>Bytes taken from the source.</summary>
    public long BytesRead => inner.BytesRead;

    /// <summary>The trailer fields that came behind the body and are still true, each with its CRLF.</summary>
    public ReadOnlySpan<byte> Trailers => trailers;

    /// <summary>What failed, as far as is known; null when nothing has.</summary>
    public PumpOutcome? Failure
        => readEnd is { Outcome: { IsComplete: false } outcome } && !input.IsAbandoned ? outcome
            : thrown is { } fault ? new PumpOutcome(PumpEnd.Malformed, default, fault)
            : clientLeft.IsCancellationRequested ? new PumpOutcome(PumpEnd.SinkFailed, WireResult.Failure(WireError.Closed))
            : null;

    /// <summary>Begins to read, and calls user code, on threads of the pool.</summary>
    public void Begin()
    {
        clock.SetRunning(true);
        reading = ReadAsync();
        running = Task.Run(RunAsync);
    }

    /// <summary>Ends it early. From any thread; repeated calls do nothing.</summary>
    public void Cancel()
    {
        if (running is not null)
        {
            // Not on this thread, which may be a loop's: what waits for the token is user code.
            ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), ended, preferLocal: false);
            output.CancelReads();
        }
    }

    /// <summary>The sink has all, or has failed. Waits for the rest, and says what became of the whole.</summary>
    /// <param name="outcome">What became of the sink's half.</param>
    public async ValueTask<PumpOutcome> EndAsync(PumpOutcome outcome)
    {
        if (!outcome.IsComplete)
        {
            Cancel();
        }

        output.Complete();
        Output.Release();
        StopReading(outcome.IsComplete);
        await running!.ConfigureAwait(false);
        await reading!.ConfigureAwait(false);
        if (hasCancelledReads)
        {
            transfer.Source.Wire.ResumeReads();
        }

        inner.Release();

        // A request whose body is not whole leaves its connection in disorder, be it that nobody wanted the rest.
        bool isLeft = direction == BodyDirection.Upload && outcome.IsComplete && !HasTakenAll;
        return isLeft ? readEnd!.Outcome : outcome;
    }

    /// <summary>
    /// Nobody reads what is still to come. A request's body is read to its end where that leaves its connection in order; a response's
    /// connection is given up.
    /// </summary>
    private void StopReading(bool isComplete)
    {
        // Not the task: it may end later than the code that read the end of the body, whose connection is in order then.
        if (readEnd is not null || (isComplete && direction == BodyDirection.Upload))
        {
            return;
        }

        hasCancelledReads = direction == BodyDirection.Upload;
        Action stop = hasCancelledReads ? transfer.Source.Wire.CancelReads : transfer.Source.Wire.Abort;
        stop();
    }

    private async Task ReadAsync()
    {
        var outcome = new PumpOutcome(PumpEnd.SourceFailed);
        try
        {
            outcome = await inner.RunAsync(new ByteBuffer(services.Buffers)).ConfigureAwait(false);
            if (outcome.IsComplete)
            {
                await input.FinishAsync().ConfigureAwait(false);
                trailers = plan.SourceFraming.Kind == BodyKind.Chunked ? TrailerRules.StillTrue(transfer.Decoder.Trailers) : [];
            }
        }
        finally
        {
            readEnd = new ReadEnd(input.Problem is null ? outcome : Broken(input.Problem));
            clock.SetSourceAwaited(false);
            input.Complete(
                input.Problem is { } problem ? new InvalidDataException(problem)
                : outcome.IsComplete || input.IsAbandoned ? null
                : new IOException("The body broke off before its end."));
        }
    }

    /// <summary>Broken coded data is the sender's fault.</summary>
    private PumpOutcome Broken(string problem)
    {
        bool isRequest = direction == BodyDirection.Upload;
        var fault = new Fault(transfer.MalformedCode, isRequest ? FaultSide.Client : FaultSide.Origin, isRequest ? 400 : 502, problem);
        return new PumpOutcome(PumpEnd.Malformed, default, fault);
    }

    private async Task RunAsync()
    {
        UserCode.Mark();
        using var left = CancellationTokenSource.CreateLinkedTokenSource(clientLeft, ended.Token);
        CancellationToken token = left.Token;
        PipeReader from = first;
        var pending = new Task[plan.Steps.Count];
        for (int index = 0; index < plan.Steps.Count; index++)
        {
            bool isLast = index == plan.Steps.Count - 1;
            BreakablePipe? between = isLast ? null : new BreakablePipe(Bounded);
            (BodyTransformer step, PipeReader reader) = (plan.Steps[index], from);

            // A step may block its thread until the one behind it reads, which needs a thread of its own.
            pending[index] = isLast
                ? RunStepAsync(step, reader, null, token)
                : Task.Run(() => RunStepAsync(step, reader, between, token), CancellationToken.None);
            from = between?.Reader ?? from;
        }

        await Task.WhenAll(pending).ConfigureAwait(false);
        clock.SetRunning(false);
    }

    /// <summary>One step, to the pipe behind it, or, where that is null, to the sink's.</summary>
    private async Task RunStepAsync(BodyTransformer step, PipeReader from, BreakablePipe? to, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await step.Run(from, to?.Writer ?? last, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // User code may throw anything; the body breaks off, and the exchange says why.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
            NoteThrown(exception, step);
        }

        await from.CompleteAsync().ConfigureAwait(false);
        if (to is null)
        {
            await last.CompleteAsync().ConfigureAwait(false);
        }
        else
        {
            to.Complete(failure);
        }
    }

    private void NoteFailedOutput(Exception exception) => NoteThrown(exception, plan.Steps[^1]);

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // What user code registered with its token has thrown; the body ends all the same.
        }
    }

    /// <summary>The first one counts: what the steps behind it throw is a consequence.</summary>
    private void NoteThrown(Exception exception, BodyTransformer step)
        => Interlocked.CompareExchange(ref thrown, step.Failed(exception), null);

    private sealed record ReadEnd(PumpOutcome Outcome);
}
