using Microsoft.Extensions.Logging;

namespace Proximity.Telemetry;

/// <summary>
/// The application's logger. It is user code, and may throw: a provider that is disposed, a full disk, a test's output after the test has ended. Nothing of that may reach the proxy,
/// and nothing is left to report it to.
/// </summary>
internal sealed class SafeLogger(ILogger inner) : ILogger
{
#pragma warning disable CA1031 // The application's logger may throw anything.
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return inner.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // The line is lost; the exchange that it tells of goes on.
        }
    }
#pragma warning restore CA1031
}
