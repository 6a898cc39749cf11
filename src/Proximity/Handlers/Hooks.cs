using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Telemetry;

namespace Proximity.Handlers;

/// <summary>The user's callbacks. One that throws is reported, with what the caller's <c>describe</c> adds to the error, and stops nothing.</summary>
internal sealed class Hooks(ProxyOptions options, ErrorReporter errors)
{
    private readonly Func<ClientSocket, ValueTask>? onConnect = options.OnConnect;
    private readonly Func<ProxyRequest, ValueTask>? onRequest = options.OnRequest;
    private readonly Func<ProxyResponse, Flow?, ValueTask>? onResponse = options.OnResponse;
    private readonly Func<Flow, ValueTask>? onFlowRecord = options.OnFlowRecord;
    private readonly Func<Flow, ValueTask>? onFlowCompleted = options.OnFlowCompleted;
    private readonly Func<WebSocketConnection, ValueTask>? onWebSocketOpen = options.OnWebSocketOpen;
    private readonly Func<WebSocketMessage, WebSocketConnection, ValueTask>? onWebSocketMessage = options.OnWebSocketMessage;
    private readonly Func<string, string, ValueTask<bool>>? authenticate = options.Authenticate;

    private readonly Func<TunnelHello, ValueTask<TunnelVerdict>>? onClientHello = options.Interception?.OnClientHello;

    public bool HasAny => HasOnConnect || HasOnRequest || HasOnResponse || HasOnFlowRecord || HasOnFlowCompleted || HasWebSocketHook
        || authenticate is not null || HasOnClientHello;

    public bool HasOnClientHello => onClientHello is not null;

    public bool HasOnConnect => onConnect is not null;

    public bool HasOnRequest => onRequest is not null;

    public bool HasOnResponse => onResponse is not null;

    public bool HasOnFlowRecord => onFlowRecord is not null;

    public bool HasOnFlowCompleted => onFlowCompleted is not null;

    public bool HasOnWebSocketOpen => onWebSocketOpen is not null;

    public bool HasOnWebSocketMessage => onWebSocketMessage is not null;

    /// <summary>True when user code takes part in WebSocket connections.</summary>
    public bool HasWebSocketHook => HasOnWebSocketOpen || HasOnWebSocketMessage;

    public ValueTask OnConnectAsync(ClientSocket client, Func<ProxyError, ProxyError> describe)
        => RunAsync(static state => state.Hook(state.Client), (Hook: onConnect!, Client: client), ErrorCodes.OnConnectFailed, describe);

    public ValueTask OnRequestAsync(ProxyRequest request, Func<ProxyError, ProxyError> describe)
        => RunAsync(static state => state.Hook(state.Request), (Hook: onRequest!, Request: request), ErrorCodes.OnRequestFailed, describe);

    public ValueTask OnResponseAsync(ProxyResponse response, Flow? flow, Func<ProxyError, ProxyError> describe)
        => RunAsync(static state => state.Hook(state.Response, state.Flow), (Hook: onResponse!, Response: response, Flow: flow), ErrorCodes.OnResponseFailed, describe);

    public ValueTask OnFlowRecordAsync(Flow flow, Func<ProxyError, ProxyError> describe)
        => RunAsync(static state => state.Hook(state.Flow), (Hook: onFlowRecord!, Flow: flow), ErrorCodes.OnFlowRecordFailed, describe);

    public ValueTask OnFlowCompletedAsync(Flow flow, Func<ProxyError, ProxyError> describe)
        => RunAsync(static state => state.Hook(state.Flow), (Hook: onFlowCompleted!, Flow: flow), ErrorCodes.OnFlowCompletedFailed, describe);

    public ValueTask OnWebSocketOpenAsync(WebSocketConnection connection, Func<ProxyError, ProxyError> describe)
        => RunAsync(static state => state.Hook(state.Connection), (Hook: onWebSocketOpen!, Connection: connection), ErrorCodes.OnWebSocketOpenFailed, describe);

    public ValueTask OnWebSocketMessageAsync(WebSocketMessage message, WebSocketConnection connection, Func<ProxyError, ProxyError> describe) => RunAsync(
        static state => state.Hook(state.Message, state.Connection),
        (Hook: onWebSocketMessage!, Message: message, Connection: connection),
        ErrorCodes.OnWebSocketMessageFailed,
        describe);

    /// <summary>Asks the application whether these credentials are good; they are not when it throws.</summary>
    public async ValueTask<bool> AuthenticateAsync(string user, string password, Func<ProxyError, ProxyError> describe)
    {
        bool isGood = false;
        await RunAsync(async state => isGood = await authenticate!(state.User, state.Password).ConfigureAwait(false), (User: user, Password: password), ErrorCodes.AuthenticateFailed, describe)
            .ConfigureAwait(false);
        return isGood;
    }

    /// <summary>Asks the application what becomes of a tunnel; it is opened when the callback throws.</summary>
    public async ValueTask<TunnelVerdict> OnClientHelloAsync(TunnelHello hello, Func<ProxyError, ProxyError> describe)
    {
        TunnelVerdict verdict = TunnelVerdict.Intercept;
        await RunAsync(async shown => verdict = await onClientHello!(shown).ConfigureAwait(false), hello, ErrorCodes.OnClientHelloFailed, describe).ConfigureAwait(false);
        return verdict;
    }

    private async ValueTask RunAsync<TState>(Func<TState, ValueTask> hook, TState state, string code, Func<ProxyError, ProxyError> describe)
    {
        await UserCode.LeaveLoopAsync().ConfigureAwait(false);
        UserCode.Mark();
        try
        {
            ValueTask running;
            using (UserCode.BeginTurn())
            {
                running = hook(state);
            }

            await running.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // User code may throw anything; it must not stop the request.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            errors.Report(describe(new ProxyError(code, "A callback threw.", errors.Now) { Error = exception.Message }));
        }
    }
}
