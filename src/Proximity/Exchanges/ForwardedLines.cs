using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Exchanges;

/// <summary>The field lines that tell the next hop of the client's address; made once for a connection.</summary>
internal static class ForwardedLines
{
    /// <summary>The lines, each with its CRLF; empty when there are none to send.</summary>
    public static byte[] For(IPAddress? client, ForwardedField fields)
    {
        if (client is null || fields == ForwardedField.None)
        {
            return [];
        }

        IPAddress address = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // An interface's name means nothing on another machine.
            address = new IPAddress(address.GetAddressBytes());
        }

        // RFC 7239 §6: an IPv6 address stands in brackets, and therefore in quotes.
        string node = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"\"[{address}]\"" : address.ToString();
        string lines = fields switch
        {
            ForwardedField.Forwarded => $"Forwarded: for={node}\r\n",
            ForwardedField.XForwardedFor => $"X-Forwarded-For: {address}\r\n",
            _ => $"Forwarded: for={node}\r\nX-Forwarded-For: {address}\r\n",
        };
        return Encoding.ASCII.GetBytes(lines);
    }
}
