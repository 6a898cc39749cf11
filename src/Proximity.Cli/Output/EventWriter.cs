using System.Threading.Channels;

namespace Proximity.Cli.Output;

/// <summary>
/// Prints events from one task of its own, so that a slow or stuck reader of the output never holds the proxy up. At most a fixed number of events wait; what does not
/// fit is counted, and the count is printed as soon as there is room. A reader that has gone away ends the printing, not the proxy.
/// </summary>
internal sealed class EventWriter
{
    private readonly IEventFormatter formatter;
    private readonly TextWriter output;
    private readonly TextWriter errors;
    private readonly TimeProvider timeProvider;
    private readonly Channel<ProgramEvent> queue;
    private readonly Task printing;
    private long dropped;

    public EventWriter(IEventFormatter formatter, TextWriter output, TextWriter errors, TimeProvider timeProvider, int capacity = 8192)
    {
        this.formatter = formatter;
        this.output = output;
        this.errors = errors;
        this.timeProvider = timeProvider;
        queue = Channel.CreateBounded<ProgramEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
        printing = Task.Run(PrintAsync);
    }

    /// <summary>Queues an event, or counts it as dropped; never waits.</summary>
    public void Post(ProgramEvent programEvent)
    {
        if (!queue.Writer.TryWrite(programEvent))
        {
            Interlocked.Increment(ref dropped);
        }
    }

    /// <summary>Prints what is queued and ends; gives up after <paramref name="patience"/> when nobody reads the output.</summary>
    public async Task CompleteAsync(TimeSpan patience)
    {
        queue.Writer.TryComplete();
        try
        {
            await printing.WaitAsync(patience, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The process ends now; what nobody read is lost.
        }
    }

    private async Task PrintAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (queue.Reader.TryRead(out var programEvent))
            {
                Print(programEvent);
            }

            PrintDropped();
            Write(output, static writer => writer.Flush());
        }

        PrintDropped();
        Write(output, static writer => writer.Flush());
    }

    private void PrintDropped()
    {
        if (Interlocked.Exchange(ref dropped, 0) is > 0 and var count)
        {
            Print(new DroppedEvent(timeProvider.GetLocalNow(), count));
        }
    }

    private void Print(ProgramEvent programEvent)
    {
        foreach (var line in formatter.Format(programEvent))
        {
            Write(line.ToStandardError ? errors : output, writer => writer.WriteLine(line.Text));
        }
    }

    private static void Write(TextWriter writer, Action<TextWriter> write)
    {
        try
        {
            write(writer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The reader has gone away, as in "proximity | head -1". The proxy goes on without it.
        }
    }
}
