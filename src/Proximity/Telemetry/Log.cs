using Microsoft.Extensions.Logging;

namespace Proximity.Telemetry;

/// <summary>Every line the proxy logs. No secret ever stands in one: no header values, no user information of URLs.</summary>
internal static partial class Log
{
    // The events that CategoryLogger tells apart.
    public const int ClientConnectedId = 5;
    public const int ClientLeftId = 6;
    public const int OperationalErrorId = 8;
    public const int OnErrorFailedId = 9;
    public const int ErrorsDroppedId = 10;

    [LoggerMessage(1, LogLevel.Information, "Listening on {EndPoint}")]
    public static partial void Listening(ILogger logger, string endPoint);

    [LoggerMessage(2, LogLevel.Warning, "Port {Port} is outside 1..65535; using {DefaultPort} (option Port)")]
    public static partial void PortOutOfRange(ILogger logger, int port, int defaultPort);

    [LoggerMessage(20, LogLevel.Warning, "{Exception} is no host, address, CIDR range or *, with :port or without; it excepts nothing from the upstream proxy (option UpstreamExceptions)")]
    public static partial void MeaninglessUpstreamException(ILogger logger, string exception);

    [LoggerMessage(3, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "Accepting a client failed, trying again in {Delay}: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, TimeSpan delay, string reason);

    [LoggerMessage(12, LogLevel.Warning, "{Count} clients are connected, as many as may be; further ones wait until others leave (option MaxConnections)")]
    public static partial void Full(ILogger logger, int count);

    [LoggerMessage(13, LogLevel.Information, "{Limit} open files (ulimit -n) have room for {Connections} connections and {Tunnels} tunnels")]
    public static partial void Fitted(ILogger logger, int limit, int connections, int tunnels);

    [LoggerMessage(14, LogLevel.Warning, "Of {Limit} open files (ulimit -n) only the reserve is left; further clients wait until others leave")]
    public static partial void Crowded(ILogger logger, int limit);

    [LoggerMessage(ClientConnectedId, LogLevel.Debug, "Client {ClientIP} connected")]
    public static partial void ClientConnected(ILogger logger, string clientIP);

    [LoggerMessage(ClientLeftId, LogLevel.Debug, "Client {ClientIP} left: {Reason}")]
    public static partial void ClientLeft(ILogger logger, string clientIP, string reason);

    [LoggerMessage(OperationalErrorId, LogLevel.Warning, "{Code}: {Message} (client {ClientIP}, phase {Phase}, target {Target}) {Error}")]
    public static partial void OperationalError(ILogger logger, string code, string message, string? clientIP, string? phase, string? target, string? error);

    [LoggerMessage(OnErrorFailedId, LogLevel.Error, "OnError threw: {Reason}")]
    public static partial void OnErrorFailed(ILogger logger, string reason);

    [LoggerMessage(ErrorsDroppedId, LogLevel.Warning, "{Count} errors were not passed to OnError because its queue was full")]
    public static partial void ErrorsDropped(ILogger logger, long count);

    [LoggerMessage(11, LogLevel.Error, "Unhandled exception; connection aborted")]
    public static partial void Defect(ILogger logger, Exception exception);

    [LoggerMessage(15, LogLevel.Error, "A step of stopping failed; the next ones follow")]
    public static partial void StopStepFailed(ILogger logger, Exception exception);

    [LoggerMessage(16, LogLevel.Error, "A defect of the proxy met a time-out")]
    public static partial void ClockOwnerFailed(ILogger logger, Exception exception);
}
