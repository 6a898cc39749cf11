namespace Proximity.Control;

/// <summary>A client's connection that is open now. A caller may leave out every member but the number.</summary>
internal sealed record ConnectionRow
{
    /// <summary>Its number, from 1 in the order of arrival.</summary>
    public long Id { get; set; }

    /// <summary>The client's address.</summary>
    public string? Client { get; set; }

    /// <summary>The client's port.</summary>
    public int? Port { get; set; }

    /// <summary>The program that the client is, where that was looked up.</summary>
    public string? Process { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>What is spoken on it: http1, http2, or unread for bytes that are relayed.</summary>
    public ClientProtocol? Protocol { get; set; }

    /// <summary>What was agreed in TLS, in a tunnel that was opened.</summary>
    public TlsFacts? Tls { get; set; }

    /// <summary>Where its tunnel leads, as host and port.</summary>
    public string? Tunnel { get; set; }

    /// <summary>How many requests it has brought until now.</summary>
    public long? Requests { get; set; }

    /// <summary>How many streams are under way, with HTTP/2.</summary>
    public int? Streams { get; set; }

    /// <summary>The bytes that came from the client; those of a body are counted at its end.</summary>
    public long? Received { get; set; }

    /// <summary>The bytes that went to the client; those of a body are counted at its end.</summary>
    public long? Sent { get; set; }

    /// <summary>What it does now.</summary>
    public ClientState? State { get; set; }
}
