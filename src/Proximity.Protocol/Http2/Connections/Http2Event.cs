using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>One event of a connection; its kind says what is set.</summary>
internal readonly ref struct Http2Event
{
    public Http2EventKind Kind { get; init; }

    public Http2Stream? Stream { get; init; }

    /// <summary>Bytes of a body, of a PING or of GOAWAY's debug data; a slice of what was read.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>True when the peer's message is whole with this.</summary>
    public bool EndsStream { get; init; }

    /// <summary>What RST_STREAM or GOAWAY says.</summary>
    public Http2ErrorCode Code { get; init; }

    /// <summary>The last stream that the peer may have worked on.</summary>
    public int LastStreamId { get; init; }

    /// <summary>
    /// True when the peer says that it has not begun with the stream (RFC 9113 §8.7): whatever was sent may be sent again.
    /// </summary>
    public bool IsRetryable { get; init; }

    /// <summary>What was wrong.</summary>
    public Http2Fault? Fault { get; init; }

    public static Http2Event NeedMore => default;

    public static Http2Event Failed(Http2Fault fault) => new() { Kind = Http2EventKind.Failed, Fault = fault, Code = fault.Code };

    public static Http2Event Of(Http2EventKind kind, Http2Stream? stream = null, bool endsStream = false)
        => new() { Kind = kind, Stream = stream, EndsStream = endsStream };
}
