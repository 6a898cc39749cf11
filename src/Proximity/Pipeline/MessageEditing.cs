using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Protocol.Heads;
using Proximity.Recording;

namespace Proximity.Pipeline;

/// <summary>Has handlers see the messages of a body, where they want to and the body has any.</summary>
/// <param name="owner">The exchange as handlers see it.</param>
/// <param name="services">What every exchange shares.</param>
/// <param name="exchange">The exchange.</param>
internal sealed class MessageEditing(HandledExchange owner, ExchangeServices services, Exchange exchange)
{
    /// <summary>
    /// To be called when the handlers have said what they want, before the body begins to pass. A body that must stay as it is, or cannot
    /// be decoded, passes unseen.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="head">The head that it came with.</param>
    /// <param name="direction">Which way it goes.</param>
    /// <returns>True when the request's head was changed for this, and for nothing else: no message need become another for it.</returns>
    public bool Begin(HeldBody body, Head head, MessageDirection direction)
    {
        if (exchange.Messages is not { Handlers.Length: > 0 } messages || body.IsEmpty || MessageFormat.Of(head) is not { } format)
        {
            return false;
        }

        HandlerEntry by = owner.Handlers.First(static entry => entry.Needs.HasFlag(HandlerNeeds.Messages));
        var editor = new MessageEditor(
            services,
            exchange,
            messages,
            (format, direction),
            problem => owner.Report(by, "What handles messages failed; the message goes on as it came.", problem));
        bool wasChanged = owner.Request.Message.IsChanged;
        body.TrySetEditor(new BodyTransformer(by, editor.RunAsync));
        return !wasChanged && owner.Request.Message.IsChanged;
    }
}
