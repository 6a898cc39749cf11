namespace Proximity.Wires;

/// <summary>A client's connection on which HTTP/2 is spoken.</summary>
/// <param name="Wire">The connection, decrypted.</param>
/// <param name="IsTls">True when it was encrypted: its requests then have the scheme <c>https</c>.</param>
internal sealed record Http2Client(Wire Wire, bool IsTls)
{
    /// <summary>What was read from the wire already; the preface is among it.</summary>
    public ReadOnlyMemory<byte> Received { get; init; }

    /// <summary>
    /// Serves one stream: a wire whose bytes are one HTTP/1.1 request, or one that upgrades, and take its response. The token is cancelled when the client resets the stream or
    /// its connection ends while the exchange goes on.
    /// </summary>
    public required Func<Wire, CancellationToken, Task> ServeStreamAsync { get; init; }

    /// <summary>Cancelled when the client is to send no further requests: it is told so by GOAWAY, and the streams there are finish.</summary>
    public CancellationToken Draining { get; init; }
}
