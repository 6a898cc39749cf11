using System.Buffers.Binary;
using System.Text;
using Proximity.Protocol.Messages;

namespace Proximity.Flows;

/// <summary>A message as a flow keeps it: of a WebSocket connection, an event stream or a gRPC call. Never changes.</summary>
public sealed class FlowMessage
{
    private const int CodeBytes = 2;

    /// <param name="direction">Which way it went.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="payload">What is kept of what it says.</param>
    /// <param name="length">How many bytes the whole payload has.</param>
    public FlowMessage(MessageDirection direction, MessageKind kind, ReadOnlyMemory<byte> payload, long length)
    {
        Direction = direction;
        Kind = kind;
        Payload = payload;
        Length = length;
    }

    /// <summary>
    /// The message's number in its exchange, from 1, both directions and control frames counted; a gap is a message that was pruned.
    /// </summary>
    public long Number { get; init; }

    /// <summary>When its last byte was read; of an injected one, when it was sent.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Which way it went.</summary>
    public MessageDirection Direction { get; }

    /// <summary>What it is.</summary>
    public MessageKind Kind { get; }

    /// <summary>How many bytes the whole payload has, decompressed if it was compressed.</summary>
    public long Length { get; }

    /// <summary>What became of it.</summary>
    public MessageState State { get; init; }

    /// <summary>
    /// What it says, without framing and compression; its beginning only when it is longer than what is kept. Of a server-sent event the
    /// data.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>True when <see cref="Payload"/> is not all of it.</summary>
    public bool IsTruncated => Payload.Length < Length;

    /// <summary>False when the body or connection ended before the message did.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>
    /// True when the payload is as it was on the wire: compressed in a way that is not known, or broken, or of an unknown extension.
    /// </summary>
    public bool IsEncoded { get; init; }

    /// <summary>The type of a server-sent event; null where it has none, which means <c>message</c>, and for other kinds.</summary>
    public string? EventType { get; init; }

    /// <summary>The id of a server-sent event; null where it has none, and for other kinds. An empty one forgets the id before.</summary>
    public string? EventId { get; init; }

    /// <summary>
    /// The text of a WebSocket text, of a server-sent event's data or of gRPC-Web trailers, and the reason of a close; what is not UTF-8 is
    /// replaced by U+FFFD. Null for other kinds, and while the payload is encoded.
    /// </summary>
    public string? Text => Kind switch
    {
        MessageKind.Text or MessageKind.ServerSentEvent or MessageKind.GrpcTrailers when !IsEncoded
            => Encoding.UTF8.GetString(Payload.Span),
        MessageKind.Close when Payload.Length >= CodeBytes => Encoding.UTF8.GetString(Payload.Span[CodeBytes..]),
        _ => null,
    };

    /// <summary>The code of a close (RFC 6455 §7.4); null for other kinds, and for a close without one.</summary>
    public int? CloseCode
        => Kind == MessageKind.Close && Payload.Length >= CodeBytes ? BinaryPrimitives.ReadUInt16BigEndian(Payload.Span) : null;

    /// <summary>
    /// A gRPC message read as Protocol Buffers without its schema: a line for each field, by its number. What a value may be is guessed;
    /// what else it may be stands behind it as a comment. Null for other kinds, and while the payload is encoded. Made anew at each call.
    /// </summary>
    public string? ReadProtobuf() => Kind == MessageKind.Grpc && !IsEncoded
        ? ProtobufText.Show(ProtobufReader.Read(Payload, ProtobufLimits.Default), withAlternatives: true)
        : null;

    /// <summary>A WebSocket message in the form that all messages have.</summary>
    internal static FlowMessage Of(RecordedWebSocketMessage message)
        => new((MessageDirection)message.Direction, (MessageKind)message.Kind, message.Payload, message.Length)
        {
            Number = message.Number,
            Time = message.Timestamp,
            State = (MessageState)message.Outcome,
            IsComplete = message.IsComplete,
            IsEncoded = message.IsEncoded,
        };
}
