namespace Proximity.Protocol.Http2.Connections;

/// <summary>What has come of a connection's bytes.</summary>
internal enum Http2EventKind : byte
{
    /// <summary>Nothing yet: what is left unread is less than a frame.</summary>
    NeedMore,

    /// <summary>
    /// A head of a request or response: <see cref="Http2Connection.Fields"/> and <see cref="Http2Connection.Outline"/> hold until the next
    /// read.
    /// </summary>
    Head,

    /// <summary>
    /// A head beyond SETTINGS_MAX_HEADER_LIST_SIZE, without its fields. The stream goes on: a server answers it, a client resets it.
    /// </summary>
    OversizedHead,

    /// <summary>Bytes of a body, held against the windows until <see cref="Http2Connection.Consume"/>.</summary>
    Data,

    /// <summary>The fields behind a body; they end the message.</summary>
    Trailers,

    /// <summary>The peer has reset the stream, or will not begin with it (<see cref="Http2Event.IsRetryable"/>).</summary>
    Reset,

    /// <summary>What the peer sent made us reset the stream. It is null when the stream was refused, or is gone.</summary>
    StreamFault,

    /// <summary>
    /// The peer takes no streams beyond <see cref="Http2Event.LastStreamId"/>. A <see cref="Reset"/> for each of them follows.
    /// </summary>
    GoAway,

    /// <summary>The peer's settings have changed; windows may have opened.</summary>
    Settings,

    /// <summary>The peer has acknowledged our settings.</summary>
    SettingsAcknowledged,

    /// <summary>The peer has answered our PING; its eight bytes are the data.</summary>
    PingAcknowledged,

    /// <summary>More may be sent: on the stream, or on all of them when it is null.</summary>
    WindowOpened,

    /// <summary>A stream's <see cref="Streams.Http2Stream.Priority"/> has changed.</summary>
    Priority,

    /// <summary>The connection has failed, and GOAWAY is in the output. Nothing more is read.</summary>
    Failed,
}
