using Microsoft.Extensions.Logging;

namespace Proximity.Tests.Server;

/// <summary>A logger whose provider is gone: every call throws.</summary>
internal sealed class ThrowingLogger : ILogger
{
    private int calls;

    /// <summary>How often it was called.</summary>
    public int Calls => Volatile.Read(ref calls);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => throw Gone();

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug ? throw Gone() : true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw Gone();

    private ObjectDisposedException Gone()
    {
        Interlocked.Increment(ref calls);
        return new ObjectDisposedException(nameof(ThrowingLogger));
    }
}
