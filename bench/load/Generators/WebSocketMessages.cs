using System.Text;

namespace Proximity.Load.Generators;

/// <summary>
/// WebSocket with messages that are all alike, so that nobody has to parse them: text of 1 KiB, the client's frames under a mask of zeros.
/// </summary>
internal static class WebSocketMessages
{
    private const int PayloadBytes = 1024;

    private static readonly byte[] Payload = Encoding.ASCII.GetBytes(new string('m', PayloadBytes));
    private static readonly byte[] Length = [PayloadBytes >> 8, PayloadBytes & 0xFF];

    /// <summary>The example of RFC 6455 §1.3, whose answer is known.</summary>
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /// <summary>What a client sends.</summary>
    public static byte[] ClientFrame { get; } = [0x81, 0xFE, .. Length, 0, 0, 0, 0, .. Payload];

    /// <summary>What comes back.</summary>
    public static byte[] OriginFrame { get; } = [0x81, 0x7E, .. Length, .. Payload];

    /// <summary>The client's handshake; throws when it is refused.</summary>
    public static void Open(BlockingPeer peer, string target, string authority)
    {
        peer.Send(Encoding.Latin1.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\n\r\n"));
        if (peer.ReadHead() is not { } head || !head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
        {
            throw new InvalidDataException("The handshake was refused.");
        }
    }

    /// <summary>The origin's part, from its handshake on: a message for each that comes.</summary>
    public static void Echo(BlockingPeer peer)
    {
        peer.Send(Encoding.Latin1.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {Accept}\r\n\r\n"));
        while (peer.Peek() is not null)
        {
            peer.Skip(ClientFrame.Length);
            peer.Send(OriginFrame);
        }
    }
}
