using System.Security.Authentication;
using System.Text;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>GETs inside TLS, one after the other: on one connection, or each on a new one.</summary>
/// <param name="proxy">Whom to go through.</param>
/// <param name="bytes">The size of the answer.</param>
internal sealed class SecureSession(RunningProxy proxy, long bytes) : ISession
{
    private const int BufferBytes = 64 * 1024;
    private const long Large = 1024 * 1024;

    private readonly byte[] request = Encoding.Latin1.GetBytes($"GET /length/{bytes} HTTP/1.1\r\nHost: {proxy.Setting.Origin}\r\n\r\n");
    private BlockingPeer? peer;

    /// <summary>A connection for each, from its first byte to its last.</summary>
    public bool Reconnects { get; init; }

    /// <summary>Whether a new connection takes up the TLS session of the one before.</summary>
    public bool Resumes { get; init; }

    public double Step()
    {
        try
        {
            peer ??= ProxiedPeer.Secure(proxy, BufferBytes, Resumes);
        }
        catch (AuthenticationException exception)
        {
            throw new IOException(exception.Message, exception);
        }

        peer.Send(request);
        peer.ReadAnswer();
        peer.Skip(bytes);
        if (Reconnects)
        {
            Dispose();
        }

        return bytes >= Large ? bytes / 1073741824.0 : 1;
    }

    public void Dispose()
    {
        peer?.Dispose();
        peer = null;
    }
}
