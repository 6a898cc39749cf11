using System.Net.Security;
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

    /// <summary>TLS with the origin, or with the proxy that intercepts.</summary>
    public static BlockingPeer Secure(RunningProxy proxy, int bufferBytes, bool resumes)
    {
        var tunnel = Tunnel(proxy, bufferBytes);
        try
        {
            return tunnel.Secure(resumes ? Resuming : Fresh);
        }
        catch
        {
            tunnel.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Resuming { get; } = Options(resumes: true);

    private static SslClientAuthenticationOptions Fresh { get; } = Options(resumes: false);

#pragma warning disable CA5359 // Everybody in a comparison shows a certificate that was made for it a moment ago.
    private static SslClientAuthenticationOptions Options(bool resumes) => new() { TargetHost = "127.0.0.1", AllowTlsResume = resumes, RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359

    /// <summary>A response head, which must be a good one.</summary>
    public static string ReadAnswer(this BlockingPeer peer) => peer.ReadHead() switch
    {
        null => throw new IOException("The connection ended before the answer."),
        { Length: > 12 } head when head[9] == '2' => head,
        var head => throw new InvalidDataException(head.Split('\r')[0]),
    };
}
