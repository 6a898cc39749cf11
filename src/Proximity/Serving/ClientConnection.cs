using System.Net;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Forwarding;
using Proximity.Pipeline;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Targets;
using Proximity.Recording;
using Proximity.Telemetry;
using Proximity.Tunnels;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>
/// One client's loop: a head, its exchange, the next head, until either side ends it. Requests that arrive together are answered one
/// after the other, in order. Another thread may only <see cref="Drain"/> or <see cref="Stop"/> it.
/// </summary>
internal sealed class ClientConnection : IDisposable
{
    private readonly ExchangeServices services;
    private readonly Wire client;
    private readonly InputBuffer input;
    private readonly Watchdog watchdog;
    private readonly Exchange exchange;
    private readonly RequestStage requestStage;
    private readonly Answers answers;
    private readonly RouteResolver routes;
    private readonly RequestPolicy policy;
    private readonly ExchangeRecord record;
    private readonly OpenedTunnel? tunnel;

    /// <summary>Null until a tunnel is opened.</summary>
    private NestedConnections? nested;

    /// <param name="services">What all share.</param>
    /// <param name="client">The client's wire; owned from now on.</param>
    /// <param name="tunnel">The tunnel that it is in; null for a connection of its own.</param>
    /// <param name="received">What was read from it already; null for nothing.</param>
    public ClientConnection(ExchangeServices services, Wire client, OpenedTunnel? tunnel = null, InputBuffer? received = null)
    {
        this.services = services;
        this.client = client;
        this.tunnel = tunnel;
        ClientSocket = tunnel?.Client ?? new ClientSocket(client.RemoteEndPoint, client.LocalEndPoint);
        input = received ?? new InputBuffer(client, services.Buffers);
        Settings = services.Settings;
        watchdog = new Watchdog(client, services.Clock, Settings.TimeLimits);
        exchange = new Exchange(client, ClientSocket, input, watchdog, services.Buffers)
        { Settings = Settings, ForwardedLines = ForwardedLines.For(ClientAddress, services.Forwarded), Tunnel = tunnel };
        requestStage = new RequestStage(services);
        answers = new Answers(services.Errors);
        policy = new RequestPolicy(services);
        record = new ExchangeRecord(services);
        routes = new RouteResolver(ClientSocket.IsLocal, tunnel);
    }

    /// <summary>Where the client is; null on a transport without addresses.</summary>
    public IPAddress? ClientAddress => ClientSocket.RemoteEndPoint?.Address;

    /// <summary>The client at its other end, with the number of its connection; in a tunnel, those of the connection around it.</summary>
    public ClientSocket ClientSocket { get; }

    /// <summary>How waiting for the client's first word ended; known once the connection has.</summary>
    public WireResult FirstWait { get; private set; }

    /// <summary>The settings that were in force when it began; each of its exchanges has its own.</summary>
    public LiveSettings Settings { get; }

    /// <summary>Its exchange, and what is in its tunnel, for those who only look: any thread may.</summary>
    public (Exchange Exchange, NestedConnections? Nested) Inside => (exchange, Volatile.Read(ref nested));

    /// <summary>Runs until the connection has ended; every buffer is back then.</summary>
    /// <param name="refusal">Why the client is to be refused; null to serve it.</param>
    public async Task RunAsync(Fault? refusal)
    {
        ExchangeEnd end = ExchangeEnd.Abort;
        try
        {
            if (tunnel is null)
            {
                await WelcomeAsync().ConfigureAwait(false);
                refusal = IsAllowed ? refusal : CommonFaults.ClientNotAllowed;
            }

            end = refusal is null ? ExchangeEnd.Keep : await RefuseAsync(refusal).ConfigureAwait(false);
            for (bool isFirst = true; end == ExchangeEnd.Keep; isFirst = false)
            {
                // Here and not further down, because idle connections are many and this is all that they keep.
                WireResult ready = input.Length > 0 ? default : await WaitForRequestAsync().ConfigureAwait(false);
                end = await ServeNextAsync(ready, isFirst).ConfigureAwait(false);
            }

            if (end == ExchangeEnd.Relay)
            {
                end = ExchangeEnd.Abort;
                try
                {
                    exchange.BeginRelay();
                    end = await new DuplexRelay(services, exchange).RunAsync(exchange.Origin!).ConfigureAwait(false);
                }
                finally
                {
                    ConnectHandler.EndRelay(services, exchange, end);
                }

                await EndExchangeAsync().ConfigureAwait(false);
            }

            if ((end is ExchangeEnd.Close or ExchangeEnd.Linger) && !(await FlushAsync().ConfigureAwait(false)).IsOk)
            {
                end = ExchangeEnd.Abort;
            }

            if (end == ExchangeEnd.Linger)
            {
                await LingeringClose.RunAsync(exchange, services).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // A defect of ours, or of a clock that the application gave, ends this connection and no other.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            end = ExchangeEnd.Abort;
            client.Abort();
            OriginLease.Abort(exchange);
            await record.CompleteBrokenAsync(exchange, exception).ConfigureAwait(false);
        }
        finally
        {
            Finish(end);
        }
    }

    /// <summary>Ends the connection when its exchange is over.</summary>
    public void Drain()
    {
        // A full fence lies between the flag and the look at what is nested.
        watchdog.Drain();
        nested?.Drain();
    }

    /// <summary>Ends the connection at once.</summary>
    public void Stop()
    {
        nested?.Stop();
        watchdog.Stop();
        Interlocked.MemoryBarrier();
        nested?.Stop();
    }

    /// <summary>Counts like bytes that moved.</summary>
    public void NoteLife() => watchdog.Progress();

    /// <summary>The client has gone: nobody is there any more for whom to go on.</summary>
    public void Leave() => watchdog.Leave();

    /// <summary>Takes the connection off the clock.</summary>
    public void Dispose()
    {
        watchdog.Dispose();
        nested?.Dispose();
    }

    private async ValueTask WelcomeAsync()
    {
        Log.ClientConnected(services.Errors.Logger, ClientSocket.ClientIP);
        if (services.Callbacks.Welcome is { } welcome)
        {
            using Watchdog.Scope running = watchdog.UserCode();
            await welcome.RunAsync(ClientSocket, exchange.Describe).ConfigureAwait(false);
        }
    }

    /// <summary>An answer that was written behind goes before the end.</summary>
    private ValueTask<WireResult> FlushAsync()
    {
        watchdog.Enter(ExchangePhase.Answering);
        return client.FlushAsync();
    }

    private void Finish(ExchangeEnd end)
    {
        if (end == ExchangeEnd.Abort)
        {
            client.Abort();
        }
        else
        {
            client.Close();
        }

        input.Release();
        exchange.CloseBound();
        exchange.Release();
        Dispose();
        Log.ClientLeft(services.Errors.Logger, ClientSocket.ClientIP, end.ToString());
    }

    /// <summary>A transport without addresses has no strangers.</summary>
    private bool IsAllowed => ClientAddress is not { } address || Settings.AllowedClients.Contains(address);

    private ValueTask<WireResult> WaitForRequestAsync()
    {
        watchdog.Enter(ExchangePhase.Idle);
        return client.WaitReadableAsync();
    }

    /// <summary>One request and what becomes of it.</summary>
    /// <param name="ready">What the wait for it came to.</param>
    /// <param name="isFirst">True for the connection's first.</param>
    private ValueTask<ExchangeEnd> ServeNextAsync(WireResult ready, bool isFirst)
    {
        if (!ready.IsOk)
        {
            FirstWait = isFirst ? ready : FirstWait;
            return EndOfIdleAsync(isFirst);
        }

        watchdog.Enter(ExchangePhase.ReadingHeaders);
        ValueTask<RequestHeadReader.Result> read = RequestHeadReader.ReadAsync(services, exchange);
        return read.IsCompletedSuccessfully ? ServeHeadAsync(read.Result) : AwaitHeadAsync(read);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> AwaitHeadAsync(ValueTask<RequestHeadReader.Result> read)
        => await ServeHeadAsync(await read.ConfigureAwait(false)).ConfigureAwait(false);

    private ValueTask<ExchangeEnd> ServeHeadAsync(RequestHeadReader.Result read)
    {
        switch (read.Outcome)
        {
            case RequestHeadReader.Outcome.Head:
                tunnel?.Confirm();
                return ServeAsync();
            case RequestHeadReader.Outcome.End:
                return new ValueTask<ExchangeEnd>(ExchangeEnd.Close);
            default:
                return RefuseAsync(read.Fault!);
        }
    }

    /// <summary>Answers a client that has sent no whole head.</summary>
    private ValueTask<ExchangeEnd> RefuseAsync(Fault fault)
    {
        exchange.BeginRefusal(services.Timestamp(), services.Settings);
        return answers.FailAsync(exchange, fault);
    }

    /// <summary>Nothing came: a fresh connection is told so, one between two requests is just closed (RFC 9112 §9.5).</summary>
    private async ValueTask<ExchangeEnd> EndOfIdleAsync(bool isFirst)
    {
        if (!isFirst || !watchdog.HasExpired)
        {
            return watchdog.IsStopped ? ExchangeEnd.Abort : ExchangeEnd.Close;
        }

        return await RefuseAsync(CommonFaults.Timeout(ExchangePhase.ReadingHeaders, watchdog.ExpiredOption)).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> ServeAsync()
    {
        exchange.Begin(services.Timestamp(), services.Settings);
        Fault? framingFault = MessageFraming.OfRequest(exchange.Request.ReceivedHead, out BodyFraming framing);
        exchange.Request.Framing = framing;
        await record.ShowRequestAsync(exchange).ConfigureAwait(false);
        Fault? fault = watchdog.HasClientLeft ? CommonFaults.ClientLeft : framingFault;
        ExchangeEnd end = fault is null
            ? await CarryOutAsync().ConfigureAwait(false)
            : await answers.FailAsync(exchange, fault).ConfigureAwait(false);
        if (end != ExchangeEnd.Relay)
        {
            await EndExchangeAsync().ConfigureAwait(false);
        }

        return end;
    }

    private ValueTask EndExchangeAsync()
    {
        ValueTask completion = record.CompleteAsync(exchange);
        if (!completion.IsCompletedSuccessfully)
        {
            return AwaitAndReleaseAsync(completion);
        }

        ReleaseExchange();
        return ValueTask.CompletedTask;
    }

    private async ValueTask AwaitAndReleaseAsync(ValueTask completion)
    {
        await completion.ConfigureAwait(false);
        ReleaseExchange();
    }

    private void ReleaseExchange()
    {
        exchange.Release();
        input.ReleaseIfEmpty();
    }

    private ValueTask<ExchangeEnd> CarryOutAsync()
    {
        if (RequestTarget.Read(exchange.Request.ReceivedHead, out RequestTarget target, services.TargetReading(tunnel)) is { } targetFault)
        {
            return answers.FailAsync(exchange, targetFault);
        }

        exchange.Request.Target = target;
        ValueTask<Fault?> judged = policy.JudgeSenderAsync(exchange);
        return judged.IsCompletedSuccessfully ? CarryOutAsync(judged.Result) : AwaitVerdictAsync(judged);
    }

    private async ValueTask<ExchangeEnd> AwaitVerdictAsync(ValueTask<Fault?> judged) => await CarryOutAsync(await judged.ConfigureAwait(false)).ConfigureAwait(false);

    private ValueTask<ExchangeEnd> CarryOutAsync(Fault? refusal)
    {
        if (refusal is not null)
        {
            return answers.FailAsync(exchange, refusal);
        }

        if (RequestPolicy.IsLastRecipient(exchange.Request))
        {
            return new MaxForwardsResponder(services, answers).AnswerAsync(exchange);
        }

        return OwnAuthority.MayBeMeant(services, exchange) ? AnswerOrPassOnAsync() : PassOn();
    }

    private async ValueTask<ExchangeEnd> AnswerOrPassOnAsync()
        => await OwnAuthority.IsMeantAsync(services, exchange).ConfigureAwait(false)
            ? await new MaxForwardsResponder(services, answers).AnswerAsync(exchange).ConfigureAwait(false)
            : await PassOn().ConfigureAwait(false);

    private ValueTask<ExchangeEnd> PassOn()
    {
        if (exchange.Request.IsConnect)
        {
            HandlerEntry[] handlers = exchange.Settings.Handlers.Exchanges;
            return Array.Exists(handlers, static entry => entry.Needs.HasFlag(HandlerNeeds.Connect))
                ? new HandledExchange(services, exchange, handlers, static () => null, ConnectAsync).RunAsync()
                : ConnectAsync();
        }

        if (services.Interception is not null && OnboardingSite.Matches(exchange.Request))
        {
            return new OnboardingSite(services, answers).AnswerAsync(exchange);
        }

        ValueTask intercepted = requestStage.InterceptAsync(exchange);
        return intercepted.IsCompletedSuccessfully ? HandleAsync() : AwaitInterceptorsAsync(intercepted);
    }

    private async ValueTask<ExchangeEnd> AwaitInterceptorsAsync(ValueTask intercepted)
    {
        await intercepted.ConfigureAwait(false);
        return watchdog.HasClientLeft
            ? await answers.FailAsync(exchange, CommonFaults.ClientLeft).ConfigureAwait(false)
            : await HandleAsync().ConfigureAwait(false);
    }

    private ValueTask<ExchangeEnd> HandleAsync() => exchange.Settings.Handlers.Exchanges is { Length: > 0 } handlers
        ? new HandledExchange(services, exchange, handlers, Route).RunAsync()
        : Route() is { } fault ? answers.FailAsync(exchange, fault) : Forwarder.RunAsync(services, exchange);

    /// <summary>Where the request goes. Null when it may go there.</summary>
    private Fault? Route()
    {
        exchange.Request.Route = exchange.Changes?.Origin is { } origin ? routes.ResolveOrigin(exchange, origin) : routes.Resolve(exchange);
        FlowFacts.Route(exchange.Recording.Flow, exchange.Request.Target.WantsTls);

        if (tunnel?.Fault is { } originFault && ReferenceEquals(exchange.Request.Route, tunnel.Route))
        {
            watchdog.Enter(ExchangePhase.ConnectPending);
            return originFault;
        }

        return policy.JudgeTarget(exchange);
    }

    /// <summary>A stop or drain that came before now is passed on here, a later one by its caller.</summary>
    private NestedConnections Nest()
    {
        var fresh = new NestedConnections();
        Volatile.Write(ref nested, fresh);
        Interlocked.MemoryBarrier();
        if (watchdog.IsStopped)
        {
            fresh.Stop();
        }
        else if (watchdog.IsDraining)
        {
            fresh.Drain();
        }

        return fresh;
    }

    private ValueTask<ExchangeEnd> ConnectAsync()
    {
        exchange.Request.Route = routes.ResolveConnect(exchange);
        Fault? fault = tunnel is not null ? ConnectInTunnel
            : exchange.Request.Framing.IsEmpty ? policy.JudgeTarget(exchange)
            : ConnectWithBody;
        return fault is null ? new ConnectHandler(services, exchange, Nest).RunAsync() : answers.FailAsync(exchange, fault);
    }

    /// <summary>
    /// Whether the bytes behind such a head are its content or the tunnel's, two readers could see differently (RFC 9110 §9.3.6).
    /// </summary>
    private static Fault ConnectWithBody { get; } = new(ErrorCodes.MalformedRequest, FaultSide.Client, 400, "A CONNECT has no body (RFC 9110 §9.3.6).");

    /// <summary>A chain of proxies begins with CONNECT and is relayed untouched; behind other requests it is none.</summary>
    private static Fault ConnectInTunnel { get; } = new(ErrorCodes.UnsupportedMethod, FaultSide.Client, 501, "A CONNECT inside a tunnel that the proxy looks into is not carried out.");
}
