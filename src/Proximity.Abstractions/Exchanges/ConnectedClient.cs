using Proximity.Flows;

namespace Proximity;

/// <summary>A client's connection as it was at one moment.</summary>
public sealed record ConnectedClient
{
    /// <summary>Its number, from 1 in the order of arrival.</summary>
    public long Id { get; init; }

    /// <summary>The client at its other end.</summary>
    public required ClientSocket Client { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What is spoken on it; of a tunnel that was opened, inside.</summary>
    public ClientProtocol Protocol { get; init; }

    /// <summary>What was agreed with it in a tunnel that was opened; null otherwise.</summary>
    public FlowTls? Tls { get; init; }

    /// <summary>Where its tunnel leads, as host and port; null without one.</summary>
    public string? Tunnel { get; init; }

    /// <summary>How many requests it has brought until now; of a tunnel that was opened, those inside.</summary>
    public long RequestCount { get; init; }

    /// <summary>How many streams are under way with HTTP/2; null with HTTP/1.</summary>
    public int? StreamCount { get; init; }

    /// <summary>The bytes that came from the client, inside TLS; those of a body are counted at its end.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>The bytes that went to the client, inside TLS; those of a body are counted at its end.</summary>
    public long SentBytes { get; init; }

    /// <summary>What it does now; with HTTP/2 what the furthest of its streams does.</summary>
    public ClientState State { get; init; }
}
