using System.Net;

namespace Proximity;

/// <summary>A client that has connected.</summary>
/// <param name="RemoteEndPoint">The client's address and port; null when the transport has none.</param>
/// <param name="LocalEndPoint">The proxy's address and port it connected to; null when the transport has none.</param>
public sealed record ClientSocket(IPEndPoint? RemoteEndPoint, IPEndPoint? LocalEndPoint)
{
    /// <summary>The client's address as text; an IPv4 client of a dual-stack socket is shown as IPv4.</summary>
    public string ClientIP { get; } = RemoteEndPoint is null ? "unknown" : Unmap(RemoteEndPoint.Address).ToString();

    /// <summary>
    /// The program that is the client, by the name of its file. Null unless the option <c>RecordClientProcess</c> is on, for clients of
    /// other machines, and where the system does not say it.
    /// </summary>
    public string? Process { get; internal set; }

    /// <summary>The connection's number among those of the proxy (<see cref="ConnectedClient.Id"/>); 0 before it has one.</summary>
    internal long ConnectionId { get; set; }

    /// <summary>True for a program of this machine; a transport without addresses has no strangers.</summary>
    internal bool IsLocal
        => RemoteEndPoint?.Address is not { } address || IPAddress.IsLoopback(address) || address.Equals(LocalEndPoint?.Address);

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
