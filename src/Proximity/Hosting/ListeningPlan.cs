using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Proximity.Protocol.Faults;
using Proximity.Telemetry;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>Where to listen, as the options say it.</summary>
/// <param name="Address">The local address; null for all interfaces.</param>
/// <param name="Port">The port; 0 for a free one.</param>
/// <param name="AddressOption">The option that says the address.</param>
/// <param name="PortOption">The option that says the port.</param>
internal sealed record ListeningPlan(IPAddress? Address, int Port, string AddressOption, string PortOption)
{
    public static ListeningPlan Read(ProxyOptions options, OptionProblems problems, ILogger logger)
    {
        if (options.Listening is [var listen, ..])
        {
            const string Listen = nameof(ProxyOptions.Listen);
            return new ListeningPlan(ReadAddress(listen.Address, Listen, problems), listen.Port, Listen, Listen);
        }

        int port = options.Port;
        if (options.UseEphemeralPort)
        {
            port = 0;
        }
        else if (port is < 1 or > 65535)
        {
            Log.PortOutOfRange(logger, port, ProxyOptions.DefaultPort);
            port = ProxyOptions.DefaultPort;
        }

        IPAddress? address = ReadAddress(options.Bind, nameof(options.Bind), problems);
        return new ListeningPlan(address, port, nameof(options.Bind), nameof(options.Port));
    }

    /// <exception cref="ProxyStartException">The socket cannot be bound.</exception>
    public Listener Listen(Network network)
    {
        try
        {
            return network.Listen(Address, Port);
        }
        catch (SocketException exception)
        {
            throw new ProxyStartException(ErrorCodes.ServerSocketCreateFailed, Explain(exception), exception)
            {
                OptionName = exception.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse or SocketError.AccessDenied => PortOption,
                    SocketError.AddressNotAvailable => AddressOption,
                    _ => null,
                },
            };
        }
    }

    private static IPAddress? ReadAddress(string? text, string option, OptionProblems problems)
    {
        IPAddress? address = null;
        if (text is not null && !IPAddress.TryParse(text.Trim('[', ']'), out address))
        {
            problems.Add(option, $"'{text}' is not an address to listen on", ErrorCodes.ServerSocketCreateFailed, text);
        }

        return address;
    }

    private string Explain(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"Port {Port} is already in use (option {PortOption}).",
        SocketError.AccessDenied => $"Listening on port {Port} is not permitted (option {PortOption}).",
        SocketError.AddressNotAvailable => $"{Address} is not an address of this machine (option {AddressOption}).",
        _ => $"Cannot listen on {(Address is null ? "all interfaces" : Address)}, port {Port}: {exception.Message}",
    };
}
