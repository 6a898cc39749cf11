namespace Proximity.Flows;

/// <summary>Something else became known of the exchange. Each of these events has all of it.</summary>
public sealed record FlowAnnotated : FlowEvent
{
    /// <summary>True once heads went through the interceptor stage (<see cref="Flow.Intercepted"/>).</summary>
    public bool Intercepted { get; init; }

    /// <summary>True when user code changed the exchange (<see cref="Flow.Modified"/>).</summary>
    public bool Modified { get; init; }

    /// <summary>True when the request is for an https URL but came in clear.</summary>
    public bool ClientInClear { get; init; }

    /// <summary>Why a tunnel was relayed untouched although interception is on; null for every other exchange.</summary>
    public string? PassedThrough { get; init; }

    /// <summary>The client's TLS, where the proxy opened it; null where it did not, and in clear.</summary>
    public FlowTls? ClientTls { get; init; }

    /// <summary>The status of the error answer that the proxy sends in place of a response; null when it sends none.</summary>
    public int? AnsweredStatus { get; init; }

    /// <summary>True once the exchange is a WebSocket connection whose messages are recorded.</summary>
    public bool IsWebSocket { get; init; }
}
