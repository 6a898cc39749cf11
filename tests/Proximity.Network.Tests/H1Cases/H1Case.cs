using System.Text.Json.Serialization;

namespace Proximity.Network.Tests.H1Cases;

/// <summary>One case of the acceptance file; the file's conventions say what each member means.</summary>
public sealed record H1Case
{
    public required string Id { get; init; }

    public required string Group { get; init; }

    public required string Side { get; init; }

    public required string Bytes { get; init; }

    public required string[] Expect { get; init; }

    public string? Prefer { get; init; }

    public string? Request { get; init; }

    public bool Eof { get; init; }

    public bool Stall { get; init; }

    public object? Needs { get; init; }

    public object? Optional { get; init; }

    public int[]? Status { get; init; }

    public string? Conn { get; init; }

    public string? Then { get; init; }

    public bool Second { get; init; }

    [JsonPropertyName("idle_bytes")]
    public string? IdleBytes { get; init; }

    [JsonPropertyName("origin_closed")]
    public bool OriginClosed { get; init; }

    [JsonPropertyName("origin_requests")]
    public int? OriginRequests { get; init; }

    [JsonPropertyName("origin_requests_max")]
    public int? OriginRequestsMax { get; init; }

    [JsonPropertyName("origin_body")]
    public string? OriginBody { get; init; }

    [JsonPropertyName("origin_first_body")]
    public string? OriginFirstBody { get; init; }

    [JsonPropertyName("origin_must")]
    public string[] OriginMust { get; init; } = [];

    [JsonPropertyName("origin_must_not")]
    public string[] OriginMustNot { get; init; } = [];

    [JsonPropertyName("origin_must_if_forwarded")]
    public string[] OriginMustIfForwarded { get; init; } = [];

    [JsonPropertyName("origin_head_must_not")]
    public string[] OriginHeadMustNot { get; init; } = [];

    [JsonPropertyName("origin_one")]
    public string[] OriginOne { get; init; } = [];

    [JsonPropertyName("origin_order")]
    public string[] OriginOrder { get; init; } = [];

    [JsonPropertyName("origin_never_both")]
    public bool OriginNeverBoth { get; init; }

    [JsonPropertyName("origin_no_bare_lf")]
    public bool OriginNoBareLf { get; init; }

    [JsonPropertyName("client_body")]
    public string? ClientBody { get; init; }

    [JsonPropertyName("client_complete")]
    public bool? ClientComplete { get; init; }

    [JsonPropertyName("client_must")]
    public string[] ClientMust { get; init; } = [];

    [JsonPropertyName("client_must_not")]
    public string[] ClientMustNot { get; init; } = [];

    [JsonPropertyName("client_one")]
    public string[] ClientOne { get; init; } = [];

    /// <summary>True where a refusal must also end the connection, because where the next message begins is in doubt.</summary>
    [JsonIgnore]
    public bool FramingIsInDoubt => Group is "request-content-length" or "request-transfer-encoding" or "request-cl-and-te" or "request-chunked" or "request-lines";
}
