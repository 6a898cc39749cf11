using Microsoft.Extensions.Logging;
using Proximity.Cli.Output;

namespace Proximity.Cli.Tests.Output;

public class EventLoggerTests
{
    [Theory]
    [InlineData(false, LogLevel.Debug, false)]
    [InlineData(false, LogLevel.Warning, true)]
    [InlineData(true, LogLevel.Debug, true)]
    [InlineData(true, LogLevel.Trace, false)]
    public async Task Verbose_DecidesTheLevel(bool verbose, LogLevel level, bool printed) =>
        Assert.Equal(printed ? "03:04:05.678 said\n" : string.Empty, await PrintedAsync(verbose, level, "Said"));

    [Fact]
    public async Task OperationalError_IsLeftToTheErrorCallback() => Assert.Equal(string.Empty, await PrintedAsync(verbose: true, LogLevel.Warning, "OperationalError"));

    private static async Task<string> PrintedAsync(bool verbose, LogLevel level, string name)
    {
        using var errors = new StringWriter { NewLine = "\n" };
        var clock = new FixedTimeProvider();
        var events = new EventWriter(new TerminalFormatter(Colors.Off, diagnostics: true), TextWriter.Null, errors, TimeProvider.System);
        new EventLogger(events, clock, verbose).Log(level, new EventId(1, name), "said", null, (state, _) => state);
        await events.CompleteAsync(TimeSpan.FromSeconds(30));
        return errors.ToString();
    }

    private sealed class FixedTimeProvider : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(Samples.Time.DateTime, TimeSpan.Zero);
    }
}
