namespace Proximity.Wires;

/// <summary>A client's connection on which HTTP/2 is spoken.</summary>
/// <param name="Wire">The connection, decrypted.</param>
/// <param name="IsTls">True when it was encrypted: its requests then have the scheme <c>https</c>.</param>
internal sealed record Http2Client(Wire Wire, bool IsTls)
{
    /// <summary>What was read from the wire already; the preface is among it.</summary>
    public ReadOnlyMemory<byte> Received { get; init; }

    /// <summary>
    /// Serves one stream. What is read from its wire is one HTTP/1.1 request, which may ask to switch protocols; what is written to it is
    /// the response. The token is cancelled when the client resets the stream, or its connection ends, during the exchange.
    /// </summary>
    public required Func<Wire, CancellationToken, Task> ServeStreamAsync { get; init; }

    /// <summary>
    /// Called when a PING of the client's was answered, on any thread: its streams are in use, though nothing moves in them. Must not
    /// block.
    /// </summary>
    public Action? OnPing { get; init; }

    /// <summary>Cancelled when the client is to send no further requests: a GOAWAY says so, and the open streams finish.</summary>
    public CancellationToken Draining { get; init; }
}
