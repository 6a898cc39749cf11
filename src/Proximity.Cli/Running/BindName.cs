using System.Net;
using System.Net.Sockets;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Running;

/// <summary>Lets <c>--bind</c> name an address of this machine, such as <c>localhost</c>.</summary>
internal static class BindName
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The settings with an address for the name; of several the first, one of IPv4 before those of IPv6, for it is what clients try
    /// where a name has both.
    /// </summary>
    /// <exception cref="ConfigurationException">The name has no address.</exception>
    public static Settings Resolve(Settings settings)
    {
        if (settings.Bind is not { } name || IPAddress.TryParse(name.Trim('[', ']'), out _))
        {
            return settings;
        }

        var source = settings.SourceOf(nameof(Settings.Bind)) ?? "--bind";
        try
        {
            var addresses = Dns.GetHostAddressesAsync(name).WaitAsync(Patience, TimeProvider.System).GetAwaiter().GetResult();
            var address = Array.Find(addresses, candidate => candidate.AddressFamily == AddressFamily.InterNetwork) ?? addresses.FirstOrDefault();
            return address is null ? throw Refused(source, name) : settings.With(nameof(Settings.Bind), address.ToString(), source);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or ArgumentException)
        {
            throw Refused(source, name);
        }
    }

    private static ConfigurationException Refused(string source, string name)
        => new($"{source} is {name}, but must be an address of this machine, such as 127.0.0.1 or ::1, or a name of one, such as localhost.");
}
