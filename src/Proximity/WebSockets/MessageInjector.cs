using Proximity.Flows;

namespace Proximity.WebSockets;

/// <summary>What handlers send in one direction of a WebSocket connection.</summary>
internal sealed class MessageInjector(HookedSession session, WebSocketDirection direction) : IMessageSender
{
    /// <summary>Why a message has no form in a WebSocket connection (RFC 6455 §5.6); null when it has.</summary>
    public static string? Judge(ExchangeMessage message) => message.Kind switch
    {
        MessageKind.Binary => null,
        MessageKind.Text when System.Text.Unicode.Utf8.IsValid(message.Payload.Span) => null,
        MessageKind.Text => "A text message has to be UTF-8 (RFC 6455 §8.1).",
        _ => "A WebSocket connection has texts and bytes only (RFC 6455 §5.6).",
    };

    /// <summary>Writes it; false when the direction is closed.</summary>
    /// <exception cref="ArgumentException">It has no form here.</exception>
    public async ValueTask<bool> SendAsync(ExchangeMessage message, CancellationToken cancellationToken)
    {
        if (Judge(message) is { } problem)
        {
            throw new ArgumentException(problem, nameof(message));
        }

        var kind = (WebSocketMessageKind)message.Kind;
        bool isSent = await session.SendAsync(direction, kind, message.Payload, cancellationToken).ConfigureAwait(false);
        session.Recorder.NoteModified(isSent);
        return isSent;
    }
}
