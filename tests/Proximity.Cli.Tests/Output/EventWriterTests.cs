using Microsoft.Extensions.Logging;
using Proximity.Cli.Output;

namespace Proximity.Cli.Tests.Output;

public class EventWriterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task PostedEvents_ArePrintedInOrder()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var events = new EventWriter(new TerminalFormatter(Colors.Off, diagnostics: true), output, errors, TimeProvider.System);

        events.Post(Stopped(1));
        events.Post(new LogEvent(Samples.Time, LogLevel.Warning, "late"));
        events.Post(Stopped(2));
        await events.CompleteAsync(Patience);

        Assert.Equal(("Stopped, 1 flows written to f\nStopped, 2 flows written to f\n", "03:04:05.678 late\n"), (output.ToString(), errors.ToString()));
    }

    [Fact]
    public async Task FullQueue_DropsAndSaysHowMany()
    {
        using var output = new StuckWriter();
        var events = new EventWriter(new JsonLinesFormatter(), output, TextWriter.Null, TimeProvider.System, capacity: 2);
        events.Post(Stopped(0));
        await output.Stuck.WaitAsync(Patience);

        for (var flows = 1; flows <= 5; flows++)
        {
            events.Post(Stopped(flows));
        }

        output.Release();
        await events.CompleteAsync(Patience);

        Assert.Equal(4, output.Lines.Count);
        Assert.EndsWith("\"lines\":3}", output.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task StuckReader_DoesNotHoldTheEndUp()
    {
        using var output = new StuckWriter();
        var events = new EventWriter(new JsonLinesFormatter(), output, TextWriter.Null, TimeProvider.System);
        events.Post(Stopped(0));
        await output.Stuck.WaitAsync(Patience);

        await events.CompleteAsync(TimeSpan.FromMilliseconds(1));

        Assert.Empty(output.Lines);
        output.Release();
        await events.CompleteAsync(Patience);
    }

    [Fact]
    public async Task ReaderGone_EndsThePrintingOnly()
    {
        using var output = new BrokenPipeWriter();
        using var errors = new StringWriter { NewLine = "\n" };
        var events = new EventWriter(new TerminalFormatter(Colors.Off, diagnostics: true), output, errors, TimeProvider.System);

        events.Post(Stopped(1));
        events.Post(new LogEvent(Samples.Time, LogLevel.Warning, "late"));
        await events.CompleteAsync(Patience);

        Assert.Equal("03:04:05.678 late\n", errors.ToString());
    }

    private static StoppedEvent Stopped(int flows) => new(Samples.Time, flows, 0, "f");
}
