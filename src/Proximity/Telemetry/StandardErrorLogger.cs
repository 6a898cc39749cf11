using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Proximity.Telemetry;

/// <summary>Lines on standard error, <c>[yyyy-MM-dd HH:mm:ss.fff] [LEVEL] message</c>, for an application that gave no logger.</summary>
internal sealed class StandardErrorLogger(TimeProvider timeProvider, bool verbose, TextWriter output) : ILogger
{
    private static readonly Lock Gate = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= (verbose ? LogLevel.Debug : LogLevel.Warning);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string time = timeProvider.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var line = new StringBuilder().Append('[').Append(time).Append("] [").Append(Name(logLevel)).Append("] ");
        AppendPrintable(line, formatter(state, exception));
        if (exception is not null)
        {
            line.Append(' ').Append(exception);
        }

        lock (Gate)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>A peer's bytes in a message must not forge a line or drive the terminal.</summary>
    private static void AppendPrintable(StringBuilder line, string message)
    {
        foreach (char character in message)
        {
            line.Append(char.IsControl(character) ? '\uFFFD' : character);
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
