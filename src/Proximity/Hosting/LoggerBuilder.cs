using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Telemetry;

namespace Proximity.Hosting;

/// <summary>Chooses where diagnostics go.</summary>
internal static class LoggerBuilder
{
    /// <summary>The application's logger or factory; else standard error where that is asked for, else nowhere.</summary>
    /// <remarks>A factory that throws is the application's, as its loggers are: nothing is logged then.</remarks>
    public static SafeLogger Build(ProxyOptions options)
        => new(options.Logger ?? OfFactory(options.LoggerFactory) ?? (options.Verbose ? StandardError(options) : NullLogger.Instance));

    private static ILogger? OfFactory(ILoggerFactory? factory)
    {
        if (factory is null)
        {
            return null;
        }

        try
        {
            return new CategoryLogger(factory);
        }
#pragma warning disable CA1031 // The application's factory may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return NullLogger.Instance;
        }
    }

#pragma warning disable RS0030 // Documented behaviour (docs/contract.md): diagnostics go to standard error when there is no logger.
    private static StandardErrorLogger StandardError(ProxyOptions options) => new(options.TimeProvider, verbose: true, Console.Error);
#pragma warning restore RS0030
}
