namespace Proximity.Formats;

/// <summary>What a flow may have beyond two messages and when they were sent. A format has a place for some of it.</summary>
[Flags]
internal enum FlowAspects
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>The status with which the proxy itself answered.</summary>
    AnsweredStatus = 1,

    /// <summary>Why the exchange failed.</summary>
    Error = 2,

    /// <summary>The parts of its time.</summary>
    Times = 4,

    /// <summary>Trailer fields of a body.</summary>
    Trailers = 8,

    /// <summary>What was agreed in TLS.</summary>
    Tls = 16,

    /// <summary>The client's program.</summary>
    Program = 32,

    /// <summary>What was done to the exchange: a handler's answer, a change, a tunnel left untouched.</summary>
    Handling = 64,

    /// <summary>WebSocket messages.</summary>
    WebSocketMessages = 128,

    /// <summary>Messages that were dropped, changed or added.</summary>
    MessageFates = 256,

    /// <summary>The messages of an event stream or a gRPC call.</summary>
    StreamMessages = 512,

    /// <summary>The origin's address.</summary>
    OriginAddress = 1024,

    /// <summary>A person's remark.</summary>
    Comment = 2048,

    /// <summary>A person's colour.</summary>
    Mark = 4096,

    /// <summary>A person's tags.</summary>
    Tags = 8192,

    /// <summary>The certificates of TLS.</summary>
    Certificates = 16384,

    /// <summary>The heads as received and as sent, where user code changed them.</summary>
    ChangedHeads = 32768,

    /// <summary>The client's port, and what a file calls the connections.</summary>
    Connections = 65536,

    /// <summary>The sizes of heads that a file does not have.</summary>
    HeadSizes = 131072,

    /// <summary>All of it.</summary>
    All = 262143,
}
