using Microsoft.Extensions.Logging;

namespace Proximity.Cli.Output;

/// <summary>Passes the library's diagnostics to the program's one output, which never blocks.</summary>
internal sealed class EventLogger(EventWriter events, TimeProvider timeProvider, bool diagnostics) : ILogger
{
    /// <summary>The library logs what it also passes to OnError; the program prints it once, from there.</summary>
    private const string ErrorLogEvent = "OperationalError";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= (diagnostics ? LogLevel.Debug : LogLevel.Warning);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && eventId.Name != ErrorLogEvent)
        {
            var message = ProgramWords.Translate(formatter(state, exception));
            events.Post(new LogEvent(timeProvider.GetLocalNow(), logLevel, exception is null ? message : $"{message} {exception}"));
        }
    }
}
