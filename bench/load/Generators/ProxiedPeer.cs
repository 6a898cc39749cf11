using System.Text;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>Connections through a proxy.</summary>
internal static class ProxiedPeer
{
    /// <summary>To the proxy itself, for requests.</summary>
    public static BlockingPeer Http(RunningProxy proxy, int bufferBytes) => BlockingPeer.Connect(proxy.Http, bufferBytes);

    /// <summary>A tunnel to the origin, established.</summary>
    public static BlockingPeer Tunnel(RunningProxy proxy, int bufferBytes)
    {
        var peer = BlockingPeer.Connect(proxy.Tunnel, bufferBytes);
        if (proxy.NeedsConnect)
        {
            peer.Send(Encoding.Latin1.GetBytes($"CONNECT {proxy.Setting.Origin} HTTP/1.1\r\nHost: {proxy.Setting.Origin}\r\n\r\n"));
            peer.ReadAnswer();
        }

        return peer;
    }

    /// <summary>A response head, which must be a good one.</summary>
    public static string ReadAnswer(this BlockingPeer peer) => peer.ReadHead() switch
    {
        null => throw new IOException("The connection ended before the answer."),
        { Length: > 12 } head when head[9] == '2' => head,
        var head => throw new InvalidDataException(head.Split('\r')[0]),
    };
}
