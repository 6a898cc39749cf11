using System.Net;

namespace Proximity.Cli.Configuration;

/// <summary>Where the inspector is to listen.</summary>
internal static class InspectorAddress
{
    /// <summary>Where it listens when nobody says it.</summary>
    public static IPEndPoint Default { get; } = new(IPAddress.Loopback, 8081);

    /// <summary>The address that the settings name; null when there is to be no inspector.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="isCommand">True when the proxy runs for one command: it has one only when asked.</param>
    /// <exception cref="ConfigurationException">The address cannot be read, or other machines reach it.</exception>
    public static IPEndPoint? Of(Settings settings, bool isCommand)
    {
        if (settings.NoUi is true || (settings.Ui is null && settings.OpenUi is not true && isCommand))
        {
            return null;
        }

        if (settings.Ui is not { } text)
        {
            return Default;
        }

        var source = settings.SourceOf(nameof(Settings.Ui)) ?? "--ui";
        var named = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1:{text["localhost:".Length..]}" : text;
        if (!IPEndPoint.TryParse(named, out var endPoint) || !HasPort(named))
        {
            throw new ConfigurationException($"{source} is {text}, but must be an address and a port, such as 127.0.0.1:8081 or [::1]:0.");
        }

        return IPAddress.IsLoopback(endPoint.Address) ? endPoint
            : throw new ConfigurationException(
                $"{source} is {text}, which other machines reach, and the inspector shows secrets: it listens on the loopback only.");
    }

    private static bool HasPort(string text) => text.LastIndexOf(':') > text.LastIndexOf(']') && text.AsSpan().Count(':') is 1 or > 2;
}
