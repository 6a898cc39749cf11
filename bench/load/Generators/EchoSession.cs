using System.Net.Sockets;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>A tunnel that carries both ways at once: the origin sends back what it gets.</summary>
internal sealed class EchoSession(RunningProxy proxy, long bytes) : ISession
{
    private const int BufferBytes = 256 * 1024;

    private readonly BlockingPeer peer = ProxiedPeer.Tunnel(proxy, BufferBytes);
    private bool begun;

    public double Step()
    {
        if (!begun)
        {
            // A byte that is no letter makes the origin an echo.
            peer.Send("="u8);
            peer.Skip(1);
            begun = true;
        }

        var sending = new Thread(Send) { IsBackground = true };
        sending.Start();
        peer.Skip(bytes);
        sending.Join();
        return 2 * bytes / 1073741824.0;
    }

    public void Dispose() => peer.Dispose();

    private void Send()
    {
        try
        {
            BulkBody.Plain.Send(peer, bytes);
        }
        catch (SocketException)
        {
            // The reading side sees it too, and counts it.
        }
    }
}
