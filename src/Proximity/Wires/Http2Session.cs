using System.Net.Security;

namespace Proximity.Wires;

/// <summary>
/// HTTP/2 for one running proxy. Either half turns a stream into a <see cref="Wire"/> that carries HTTP/1.1, so that the choreography of an
/// exchange exists once. Disposing it ends every connection.
/// </summary>
internal abstract class Http2Session : IAsyncDisposable
{
    /// <summary>Serves a client that speaks HTTP/2, until its connection has ended; the wire is closed then.</summary>
    public abstract Task ServeClientAsync(Http2Client client);

    /// <summary>Takes a connection to an origin over on which HTTP/2 was agreed.</summary>
    /// <param name="wire">The connection; owned from now on.</param>
    /// <param name="tls">What was authenticated on it, with the ALPN result <c>h2</c>; null for HTTP/2 in clear. Bytes are read and written
    /// through it alone.</param>
    public abstract Http2Origin OpenOrigin(Wire wire, SslStream? tls);

    public abstract ValueTask DisposeAsync();
}
