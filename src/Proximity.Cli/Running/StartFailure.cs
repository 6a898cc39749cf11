using System.Globalization;
using System.Net.Sockets;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Running;

/// <summary>Says why the proxy did not start, in a sentence that names what to do.</summary>
internal static class StartFailure
{
    public static string Sentence(Exception failure, Settings settings)
    {
        var port = (settings.Port ?? ProxyOptions.DefaultPort).ToString(CultureInfo.InvariantCulture);
        return SocketErrorOf(failure) switch
        {
            SocketError.AddressAlreadyInUse => $"Port {port} is already in use{On(settings)}. Choose another with --port, or let the system choose with --ephemeral-port.",
            SocketError.AccessDenied => $"Listening on port {port} is not allowed{On(settings)}. Ports below 1024 usually need more rights; choose another with --port.",
            SocketError.AddressNotAvailable => $"{settings.Bind} is not an address of this machine. Choose another with --bind.",
            _ => failure.Message,
        };
    }

    private static string On(Settings settings) => settings.Bind is null ? string.Empty : $" on {settings.Bind}";

    private static SocketError? SocketErrorOf(Exception? failure)
    {
        while (failure is not null and not SocketException)
        {
            failure = failure.InnerException;
        }

        return (failure as SocketException)?.SocketErrorCode;
    }
}
