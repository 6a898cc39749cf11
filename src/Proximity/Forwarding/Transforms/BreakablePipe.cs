using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;

namespace Proximity.Forwarding;

/// <summary>
/// A pipe to user code that may break off. A <see cref="Pipe"/> that its writer ends with an exception throws away what nobody has read
/// yet; here the reader gets all that was flushed, and the exception behind it: what an origin sent before it broke off is not lost, and
/// how much of it the client gets does not depend on which thread was faster.
/// </summary>
internal sealed class BreakablePipe
{
    private readonly Pipe pipe;
    private readonly BreakableReader reader;

    public BreakablePipe(PipeOptions options)
    {
        pipe = new Pipe(options);
        reader = new BreakableReader(pipe.Reader);
    }

    public PipeReader Reader => reader;

    public PipeWriter Writer => pipe.Writer;

    /// <summary>Nothing more is written. Repeated calls do nothing.</summary>
    /// <param name="failure">What the reader throws behind the last byte; null when that is the end.</param>
    public void Complete(Exception? failure)
    {
        // Before the end can be seen.
        reader.Failure ??= failure;
        pipe.Writer.Complete();
    }

    private sealed class BreakableReader(PipeReader inner) : PipeReader
    {
        private volatile Exception? failure;
        private ReadOnlySequence<byte> seen;
        private bool hasSeenEnd;
        private bool hasExaminedAll;

        public Exception? Failure
        {
            get => failure;
            set => failure = value;
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ValueTask<ReadResult> reading = inner.ReadAsync(cancellationToken);
            return reading.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Judge(reading.Result)) : AwaitAsync(reading);
        }

        public override bool TryRead(out ReadResult result)
        {
            bool isThere = inner.TryRead(out result);
            result = isThere ? Judge(result) : result;
            return isThere;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            hasExaminedAll = hasSeenEnd && seen.Slice(examined).IsEmpty;
            seen = default;
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading) => Judge(await reading.ConfigureAwait(false));

        private ReadResult Judge(in ReadResult result)
        {
            seen = result.Buffer;
            hasSeenEnd = result.IsCompleted && failure is not null;
            if (!hasSeenEnd)
            {
                return result;
            }

            if (!result.IsCanceled && (hasExaminedAll || result.Buffer.IsEmpty))
            {
                // Who catches it may ask again, and gets it again.
                AdvanceTo(result.Buffer.Start, result.Buffer.End);
                ExceptionDispatchInfo.Throw(failure!);
            }

            return new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false);
        }
    }
}
