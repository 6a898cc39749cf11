using Microsoft.Extensions.Logging;

namespace Proximity.Inspector.Serving;

/// <summary>What the inspector tells the person who runs the proxy.</summary>
internal static partial class InspectorLog
{
    [LoggerMessage(1, LogLevel.Error, "The inspector could not answer {Path}.")]
    public static partial void RequestFailed(ILogger logger, string? path, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The inspector's live view ended by an error.")]
    public static partial void LiveFailed(ILogger logger, Exception exception);
}
