using Microsoft.Extensions.Logging;

namespace Proximity.Telemetry;

/// <summary>
/// The loggers of an application's factory, one for each category, behind one: an event's number says to which it belongs. Whether a
/// level is on is asked for all of them first, and of the right one when the line is there.
/// </summary>
internal sealed class CategoryLogger(ILoggerFactory factory) : ILogger
{
    private readonly ILogger server = factory.CreateLogger("Proximity.Server");
    private readonly ILogger connections = factory.CreateLogger("Proximity.Connections");
    private readonly ILogger errors = factory.CreateLogger("Proximity.Errors");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
        => server.IsEnabled(logLevel) || connections.IsEnabled(logLevel) || errors.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ILogger logger = eventId.Id switch
        {
            Telemetry.Log.ClientConnectedId or Telemetry.Log.ClientLeftId => connections,
            Telemetry.Log.OperationalErrorId or Telemetry.Log.OnErrorFailedId or Telemetry.Log.ErrorsDroppedId => errors,
            _ => server,
        };
        if (logger.IsEnabled(logLevel))
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
