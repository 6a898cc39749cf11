using Microsoft.Extensions.Logging;

namespace Proximity.Tests.Wires;

/// <summary>Waits for the first error that is logged.</summary>
internal sealed class DefectLogger : ILogger
{
    private readonly TaskCompletionSource logged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Logged => logged.Task;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel == LogLevel.Error)
        {
            logged.TrySetResult();
        }
    }
}
