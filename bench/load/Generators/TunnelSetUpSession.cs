using System.Text;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>A tunnel from its first byte to its last: connect, CONNECT if it needs one, a small request and its answer, an orderly end from the client.</summary>
internal sealed class TunnelSetUpSession(RunningProxy proxy) : ISession
{
    private const int BufferBytes = 4096;
    private const int BodyBytes = 13;

    private readonly byte[] request = Encoding.Latin1.GetBytes($"GET /length/{BodyBytes} HTTP/1.1\r\nHost: {proxy.Setting.Origin}\r\n\r\n");

    public double Step()
    {
        using var peer = ProxiedPeer.Tunnel(proxy, BufferBytes);
        peer.Send(request);
        peer.ReadAnswer();
        peer.Skip(BodyBytes);
        peer.ShutdownSend();
        peer.SkipToEnd();
        return 1;
    }

    /// <summary>Nothing outlives a step.</summary>
    public void Dispose()
    {
    }
}
