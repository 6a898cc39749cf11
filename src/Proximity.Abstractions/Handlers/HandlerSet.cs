using Proximity.Flows;
using Proximity.Protocol.Faults;

namespace Proximity;

/// <summary>
/// The user code that an exchange passes, in its order. It never changes: what is added or removed makes another one, which takes its place
/// by one write. The arrays are empty where nobody has registered anything.
/// </summary>
internal sealed record HandlerSet
{
    public static HandlerSet Empty { get; } = new();

    /// <summary>For each request whose head was read, before its flow exists: <c>OnRequest</c>.</summary>
    public HeadHandler<ProxyRequest>[] Arrivals { get; private init; } = [];

    /// <summary>For each request with a valid target but CONNECT: the request interceptors.</summary>
    public HeadHandler<ProxyRequest>[] Requests { get; private init; } = [];

    /// <summary>Around each exchange: the handlers.</summary>
    public HandlerEntry[] Exchanges { get; init; } = [];

    /// <summary>For the proxy's own responses, errors apart, and those to CONNECT: <c>OnResponse</c>.</summary>
    public HeadHandler<ProxyResponse>[] OwnResponses { get; private init; } = [];

    /// <summary>For the responses of origins and of handlers: <c>OnResponse</c>, then the response interceptors.</summary>
    public HeadHandler<ProxyResponse>[] Responses { get; private init; } = [];

    public bool IsEmpty => Arrivals.Length + Requests.Length + Exchanges.Length + Responses.Length == 0;

    /// <summary>What the options give.</summary>
    public static HandlerSet Of(ProxyOptions options)
    {
        HeadHandler<ProxyResponse>[] onResponse = options.OnResponse is { } response ? [OfCallback(response)] : [];
        return new HandlerSet
        {
            Arrivals = options.OnRequest is { } request ? [OfCallback(request)] : [],
            Exchanges = options.Handlers.Present.Exchanges,
            OwnResponses = onResponse,
            Responses = onResponse,
        };
    }

    /// <summary>With one request interceptor more.</summary>
    public HandlerSet With(Func<ProxyRequest, Flow?, ValueTask<ProxyRequest?>> interceptor)
        => this with { Requests = [.. Requests, OfInterceptor(ErrorCodes.RequestInterceptorFailed, interceptor)] };

    /// <summary>With one response interceptor more.</summary>
    public HandlerSet With(Func<ProxyResponse, Flow?, ValueTask<ProxyResponse?>> interceptor)
        => this with { Responses = [.. Responses, OfInterceptor(ErrorCodes.ResponseInterceptorFailed, interceptor)] };

    /// <summary>Without interceptors.</summary>
    public HandlerSet WithoutInterceptors() => this with { Requests = [], Responses = OwnResponses };

    private static HeadHandler<TMessage> OfInterceptor<TMessage>(
        string failureCode,
        Func<TMessage, Flow?, ValueTask<TMessage?>> interceptor)
        where TMessage : class
        => new(failureCode, "An interceptor threw.", interceptor);

    private static HeadHandler<ProxyRequest> OfCallback(Func<ProxyRequest, ValueTask> callback)
    {
        return new HeadHandler<ProxyRequest>(ErrorCodes.OnRequestFailed, "A callback threw.", CallAsync);

        async ValueTask<ProxyRequest?> CallAsync(ProxyRequest request, Flow? flow)
        {
            await callback(request).ConfigureAwait(false);
            return null;
        }
    }

    private static HeadHandler<ProxyResponse> OfCallback(Func<ProxyResponse, Flow?, ValueTask> callback)
    {
        return new HeadHandler<ProxyResponse>(ErrorCodes.OnResponseFailed, "A callback threw.", CallAsync);

        async ValueTask<ProxyResponse?> CallAsync(ProxyResponse response, Flow? flow)
        {
            await callback(response, flow).ConfigureAwait(false);
            return null;
        }
    }
}
