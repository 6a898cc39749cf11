namespace Proximity.Exchanges;

/// <summary>What a client connection is waiting for; decides what a time-out does.</summary>
internal enum ExchangePhase : byte
{
    /// <summary>No byte of a request has come: before the first one, or between two.</summary>
    Idle,
    ReadingHeaders,

    /// <summary>TLS is being made with the client, in which either side may have to wait for the other to read.</summary>
    Handshaking,
    ConnectPending,

    /// <summary>The request is on its way and nothing of the final response has gone to the client.</summary>
    AwaitingResponse,
    StreamingBody,
    Tunnelling,
}

internal static class ExchangePhases
{
    /// <summary>The public word for a phase, as errors carry it.</summary>
    public static string PublicName(this ExchangePhase phase) => phase switch
    {
        ExchangePhase.Idle or ExchangePhase.ReadingHeaders or ExchangePhase.Handshaking => "reading_headers",
        ExchangePhase.ConnectPending => "connect_pending",
        ExchangePhase.AwaitingResponse or ExchangePhase.StreamingBody => "streaming_body",
        _ => "tunnelling",
    };
}
