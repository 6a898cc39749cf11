using System.Net;
using System.Text;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>A client connects and sends its request in the moment in which the port opens.</summary>
internal sealed class EagerClientNetwork(MemoryNetwork inner, string request) : Network
{
    public override Listener Listen(IPAddress? address, int port)
    {
        Listener listener = inner.Listen(address, port);
        Wire client = inner.ConnectAsync(listener.EndPoint, CancellationToken.None).AsTask().GetAwaiter().GetResult().Wire!;
        client.WriteAsync(Encoding.ASCII.GetBytes(request)).AsTask().GetAwaiter().GetResult();
        return listener;
    }

    public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken) => inner.ResolveAsync(host, cancellationToken);

    public override ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken) => inner.ConnectAsync(endPoint, cancellationToken);
}
