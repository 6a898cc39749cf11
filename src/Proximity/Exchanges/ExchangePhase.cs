namespace Proximity.Exchanges;

/// <summary>What a client connection is waiting for; decides what a time-out does.</summary>
internal enum ExchangePhase : byte
{
    /// <summary>No byte of a request has come: before the first one, or between two.</summary>
    Idle,
    ReadingHeaders,

    /// <summary>Inside a tunnel: the client's ClientHello is read and TLS is made with it, in which either side may have to wait for the other to read.</summary>
    Handshaking,
    ConnectPending,

    /// <summary>The request is on its way and nothing of the final response has gone to the client.</summary>
    AwaitingResponse,

    /// <summary>The response's head is there, and its body is taken in for a handler: nothing of either has gone to the client.</summary>
    HoldingBody,

    /// <summary>A response of the proxy's own, or a head without its body, is on its way to the client.</summary>
    Answering,

    /// <summary>The response's body is on its way to the client.</summary>
    StreamingBody,
    Tunnelling,
}

internal static class ExchangePhases
{
    /// <summary>The public word for a phase, as errors carry it.</summary>
    public static string PublicName(this ExchangePhase phase) => phase switch
    {
        ExchangePhase.Idle or ExchangePhase.ReadingHeaders => "reading_headers",
        ExchangePhase.ConnectPending => "connect_pending",
        ExchangePhase.AwaitingResponse or ExchangePhase.HoldingBody => "streaming_body",
        ExchangePhase.Answering or ExchangePhase.StreamingBody => "streaming_body",
        _ => "tunnelling",
    };

    /// <summary>The legal order of phases. Each may be entered anew, except the wait for a request, which something always ends.</summary>
    public static bool MayFollow(this ExchangePhase next, ExchangePhase now) => (Followers(now) & Set(next)) != 0;

    /// <summary>What may come next. Everything can fail, and what ended well is flushed at the end: both are answering.</summary>
    private static int Followers(ExchangePhase now) => Set(ExchangePhase.Answering) | now switch
    {
        ExchangePhase.Idle => Set(ExchangePhase.ReadingHeaders),

        // A connection that begins is reading a head already, before it waits for one. A pooled connection needs no dialling.
        // A ClientHello in a tunnel is read like a head.
        ExchangePhase.ReadingHeaders => Set(ExchangePhase.Idle, ExchangePhase.ReadingHeaders, ExchangePhase.Handshaking, ExchangePhase.ConnectPending)
            | Set(ExchangePhase.AwaitingResponse, ExchangePhase.Tunnelling),

        // The client's hello, then TLS with the origin, then with the client; or the tunnel is relayed or refused.
        ExchangePhase.Handshaking => Set(ExchangePhase.Handshaking, ExchangePhase.ConnectPending, ExchangePhase.Tunnelling),

        // One attempt, and the next; then the origin is there for whatever it was wanted for.
        ExchangePhase.ConnectPending => Set(ExchangePhase.ConnectPending, ExchangePhase.Handshaking, ExchangePhase.AwaitingResponse, ExchangePhase.Tunnelling),

        // A retry dials; interim responses go out in between.
        ExchangePhase.AwaitingResponse => Set(ExchangePhase.AwaitingResponse, ExchangePhase.ConnectPending)
            | Set(ExchangePhase.HoldingBody, ExchangePhase.StreamingBody),
        ExchangePhase.HoldingBody => Set(ExchangePhase.HoldingBody, ExchangePhase.StreamingBody),

        // Behind an interim response, a 101, or a response of our own.
        ExchangePhase.Answering => Set(ExchangePhase.AwaitingResponse, ExchangePhase.Tunnelling, ExchangePhase.Idle, ExchangePhase.ReadingHeaders),
        ExchangePhase.StreamingBody => Set(ExchangePhase.Idle, ExchangePhase.ReadingHeaders),

        // Looked into; or its origin is dialled only now.
        _ => Set(ExchangePhase.Tunnelling, ExchangePhase.ReadingHeaders, ExchangePhase.Handshaking, ExchangePhase.ConnectPending),
    };

    private static int Set(params ReadOnlySpan<ExchangePhase> phases)
    {
        int set = 0;
        foreach (ExchangePhase phase in phases)
        {
            set |= 1 << (int)phase;
        }

        return set;
    }
}
