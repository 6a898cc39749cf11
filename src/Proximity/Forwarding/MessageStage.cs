using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Protocol.Heads;
using Proximity.Recording;

namespace Proximity.Forwarding;

/// <summary>The stage that records messages as they pass; null when none are, or what changes them records them as well.</summary>
internal static class MessageStage
{
    /// <summary>For a request's body.</summary>
    public static MessageTap? OfRequest(ExchangeServices services, Exchange exchange)
        => exchange.Recording.Flow is not { } flow
            || exchange.Request.Framing.IsEmpty
            || exchange.Changes?.RequestTransform is { RecordsMessages: true }
            ? null
            : services.Messages.Of(flow, MessageDirection.ToOrigin, exchange.Request.Head, exchange.Settings.WebSockets.RecordBytes);

    /// <summary>For a response's.</summary>
    /// <param name="services">What every exchange shares.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="head">The head that goes before it.</param>
    public static MessageTap? OfResponse(ExchangeServices services, Exchange exchange, Head head)
        => exchange.Recording.Flow is not { } flow || exchange.Changes?.ResponseTransform is { RecordsMessages: true }
            ? null
            : services.Messages.Of(flow, MessageDirection.ToClient, head, exchange.Settings.WebSockets.RecordBytes);
}
