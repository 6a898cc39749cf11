using System.Text;
using Proximity.Flows;

namespace Proximity;

/// <summary>
/// A whole message on its way through the proxy, or one that user code makes. Change or drop it in the call that got it; later changes have
/// no effect. Not thread-safe.
/// </summary>
public sealed class ExchangeMessage
{
    private List<ExchangeMessage>? before;
    private List<ExchangeMessage>? after;
    private string? eventType;
    private string? eventId;

    internal ExchangeMessage(MessageDirection direction, MessageKind kind, ReadOnlyMemory<byte> payload)
    {
        Direction = direction;
        Kind = kind;
        Payload = payload;
        IsChanged = false;
    }

    /// <summary>Which way it goes; of a message that user code made, without a meaning until it is sent.</summary>
    public MessageDirection Direction { get; }

    /// <summary>What it is: a text, bytes, a server-sent event or a gRPC message. Other kinds are not shown.</summary>
    public MessageKind Kind { get; }

    /// <summary>
    /// What it says, without framing and compression; of a server-sent event the data. The memory is the message's own and may be kept.
    /// Setting it changes the message. A text and an event have to stay UTF-8, or what came is sent and <c>handler_failed</c> reported.
    /// </summary>
    public ReadOnlyMemory<byte> Payload
    {
        get;
        set
        {
            field = value;
            IsChanged = true;
        }
    }

    /// <summary><see cref="Payload"/> as UTF-8; what is none is replaced by U+FFFD.</summary>
    public string Text
    {
        get => Encoding.UTF8.GetString(Payload.Span);
        set => Payload = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The type of a server-sent event; null for none, which means <c>message</c>. Other kinds ignore it.</summary>
    /// <exception cref="ArgumentException">The type has a line end.</exception>
    public string? EventType
    {
        get => eventType;
        set
        {
            ThrowIfLines(value);
            (eventType, IsChanged) = (value, true);
        }
    }

    /// <summary>
    /// The id of a server-sent event; null for none, an empty one makes the client forget the id before. Other kinds ignore it.
    /// </summary>
    /// <exception cref="ArgumentException">The id has a line end or a NUL.</exception>
    public string? EventId
    {
        get => eventId;
        set
        {
            ThrowIfLines(value);
            (eventId, IsChanged) = (value, true);
        }
    }

    /// <summary>True when it will not be passed on.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>True once it was set to something.</summary>
    internal bool IsChanged { get; private set; }

    /// <summary>The reconnection time of a server-sent event in milliseconds; null for none. It is kept through a change.</summary>
    internal long? RetryMilliseconds { get; init; }

    /// <summary>What goes before it.</summary>
    internal IReadOnlyList<ExchangeMessage> Before => before ?? (IReadOnlyList<ExchangeMessage>)[];

    /// <summary>What goes behind it.</summary>
    internal IReadOnlyList<ExchangeMessage> After => after ?? (IReadOnlyList<ExchangeMessage>)[];

    /// <summary>A text: of a WebSocket connection, or the data of an event.</summary>
    /// <param name="text">The text; half of a surrogate pair becomes U+FFFD.</param>
    public static ExchangeMessage OfText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ExchangeMessage(default, MessageKind.Text, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Bytes: of a WebSocket connection, or a gRPC message without its header and compression.</summary>
    /// <param name="payload">The bytes. They are not copied, and must not change any more.</param>
    public static ExchangeMessage OfBytes(ReadOnlyMemory<byte> payload) => new(default, MessageKind.Binary, payload);

    /// <summary>A server-sent event.</summary>
    /// <param name="data">The data; each line end in it begins a line of its own.</param>
    /// <param name="type">The type; null for none, which means <c>message</c>.</param>
    /// <param name="id">The id; null for none.</param>
    /// <exception cref="ArgumentException">The type or the id has a line end, or the id a NUL.</exception>
    public static ExchangeMessage OfEvent(string data, string? type = null, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ExchangeMessage(default, MessageKind.ServerSentEvent, Encoding.UTF8.GetBytes(data))
        {
            EventType = type,
            EventId = id,
        };
    }

    /// <summary>The message is not passed on. The peers are not told. What was inserted goes all the same.</summary>
    public void Drop() => IsDropped = true;

    /// <summary>Sends another message the same way before this one.</summary>
    /// <param name="message">The message. It is not shown to handlers.</param>
    public void InsertBefore(ExchangeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        (before ??= []).Add(message);
    }

    /// <summary>Sends another message the same way behind this one.</summary>
    /// <param name="message">The message. It is not shown to handlers.</param>
    public void InsertAfter(ExchangeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        (after ??= []).Add(message);
    }

    /// <summary>The same once more, to be changed by itself.</summary>
    internal ExchangeMessage Copy()
    {
        var copy = (ExchangeMessage)MemberwiseClone();
        copy.before = before is null ? null : [.. before];
        copy.after = after is null ? null : [.. after];
        return copy;
    }

    /// <summary>The fields that an event came with.</summary>
    internal void SetEvent(string? type, string? id) => (eventType, eventId) = (type, id);

    private static void ThrowIfLines(string? value)
    {
        if (value.AsSpan().ContainsAny("\r\n\0"))
        {
            throw new ArgumentException(
                "The type and the id of an event have one line each, without NUL (WHATWG HTML §9.2.6).",
                nameof(value));
        }
    }
}
