using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Telemetry;

namespace Proximity.Handlers;

/// <summary>
/// The callbacks of the options that are no part of the pipeline (<see cref="HandlerSet"/>): those on connections, flows and messages, and
/// those that decide. Each is null when there is none.
/// </summary>
internal sealed class Callbacks(ProxyOptions options, ErrorReporter errors)
{
    /// <summary>What comes before a client's first request.</summary>
    public ClientWelcome? Welcome { get; } = ClientWelcome.Of(options, errors);

    public Callback<Flow>? FlowRecorded { get; } = options.OnFlowRecord is { } call
        ? new(call, ErrorCodes.OnFlowRecordFailed, errors)
        : null;

    public Callback<Flow>? FlowCompleted { get; } = options.OnFlowCompleted is { } call
        ? new(call, ErrorCodes.OnFlowCompletedFailed, errors)
        : null;

    public Callback<WebSocketConnection>? WebSocketOpened { get; } = options.OnWebSocketOpen is { } call
        ? new(call, ErrorCodes.OnWebSocketOpenFailed, errors)
        : null;

    public Callback<(WebSocketMessage Message, WebSocketConnection Connection)>? WebSocketMessage { get; }
        = options.OnWebSocketMessage is { } call
            ? new(given => call(given.Message, given.Connection), ErrorCodes.OnWebSocketMessageFailed, errors)
            : null;

    /// <summary>Whether credentials are good; they are not when it throws.</summary>
    public Question<(string User, string Password), bool>? Credentials { get; } = options.Authenticate is { } ask
        ? new(given => ask(given.User, given.Password), otherwise: false, ErrorCodes.AuthenticateFailed, errors)
        : null;

    /// <summary>What becomes of a tunnel; it is opened when it throws.</summary>
    public Question<TunnelHello, TunnelVerdict>? ClientHello { get; } = options.Interception?.OnClientHello is { } ask
        ? new(ask, TunnelVerdict.Intercept, ErrorCodes.OnClientHelloFailed, errors)
        : null;

    public bool HasAny => Welcome is not null || FlowRecorded is not null || FlowCompleted is not null || SeesWebSockets
        || Credentials is not null || ClientHello is not null;

    /// <summary>True when one of them takes part in WebSocket connections.</summary>
    public bool SeesWebSockets => WebSocketOpened is not null || WebSocketMessage is not null;
}
