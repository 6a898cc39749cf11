using System.Net;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Forwarding;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;
using Proximity.Recording;
using Proximity.Telemetry;
using Proximity.Tunnels;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>
/// One client's loop: a head, its exchange, the next head, until either side ends it. Requests that arrive together are answered one after the other, in order.
/// Another thread may only <see cref="Drain"/> or <see cref="Stop"/> it.
/// </summary>
internal sealed class ClientConnection : IDisposable
{
    private readonly ExchangeServices services;
    private readonly Wire client;
    private readonly ClientSocket clientSocket;
    private readonly InputBuffer input;
    private readonly Watchdog watchdog;
    private readonly Exchange exchange;
    private readonly RequestStage requestStage;
    private readonly Answers answers;
    private readonly RouteResolver routes;
    private readonly RequestGate gate;
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
        clientSocket = tunnel?.Client ?? new ClientSocket(client.RemoteEndPoint, client.LocalEndPoint);
        input = received ?? new InputBuffer(client, services.Buffers);
        watchdog = new Watchdog(client, services.Clock, services.TimeLimits);
        exchange = new Exchange(client, clientSocket, input, watchdog, services.Buffers) { ForwardedLines = ForwardedLines.For(ClientAddress, services.Forwarded), Tunnel = tunnel };
        requestStage = new RequestStage(services);
        answers = new Answers(services.Errors);
        gate = new RequestGate(services);
        routes = new RouteResolver(services.Upstream, services.Targets, IsLocalClient, tunnel);
    }

    /// <summary>Where the client is; null on a transport without addresses.</summary>
    public IPAddress? ClientAddress => clientSocket.RemoteEndPoint?.Address;

    /// <summary>True for a program of this machine.</summary>
    public bool IsLocalClient => clientSocket.IsLocal;

    /// <summary>How waiting for the client's first word ended; known once the connection has.</summary>
    public WireResult FirstWait { get; private set; }

    /// <summary>Kept by the connection table: whether this one counts towards its client's limit.</summary>
    public bool IsCounted { get; set; }

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
                exchange.BeginRelay();
                try
                {
                    end = await new TunnelRelay(services, exchange).RunAsync(exchange.Origin!).ConfigureAwait(false);
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
        finally
        {
            Finish(end);
        }
    }

    /// <summary>Ends the connection when its exchange is over.</summary>
    public void Drain()
    {
        watchdog.Drain();
        Interlocked.MemoryBarrier();
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
        Log.ClientConnected(services.Errors.Logger, clientSocket.ClientIP);
        if (services.Hooks.HasOnConnect)
        {
            watchdog.Pause();
            await services.Hooks.OnConnectAsync(clientSocket, exchange.Describe).ConfigureAwait(false);
        }
    }

    /// <summary>An answer that was written behind goes before the end.</summary>
    private ValueTask<WireResult> FlushAsync()
    {
        watchdog.Enter(ExchangePhase.StreamingBody);
        return client.FlushAsync();
    }

    private void Finish(ExchangeEnd end)
    {
        Dispose();
        if (end == ExchangeEnd.Abort)
        {
            client.Abort();
        }
        else
        {
            client.Close();
        }

        input.Release();
        exchange.Release();
        Log.ClientLeft(services.Errors.Logger, clientSocket.ClientIP, end.ToString());
    }

    /// <summary>A transport without addresses has no strangers.</summary>
    private bool IsAllowed => ClientAddress is not { } address || services.AllowedClients.Contains(address);

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
        ValueTask<(HeadOutcome Outcome, Fault? Fault)> read = ReadHeadAsync();
        return read.IsCompletedSuccessfully ? ServeHeadAsync(read.Result) : AwaitHeadAsync(read);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> AwaitHeadAsync(ValueTask<(HeadOutcome Outcome, Fault? Fault)> read)
        => await ServeHeadAsync(await read.ConfigureAwait(false)).ConfigureAwait(false);

    private ValueTask<ExchangeEnd> ServeHeadAsync((HeadOutcome Outcome, Fault? Fault) read)
    {
        switch (read.Outcome)
        {
            case HeadOutcome.Head:
                tunnel?.Confirm();
                return ServeAsync();
            case HeadOutcome.End:
                return new ValueTask<ExchangeEnd>(ExchangeEnd.Close);
            default:
                return RefuseAsync(read.Fault!);
        }
    }

    /// <summary>Answers a client that has sent no whole head.</summary>
    private ValueTask<ExchangeEnd> RefuseAsync(Fault fault)
    {
        exchange.ReceivedHead.Release();
        exchange.Begin(services.FlowTimestamp());
        return answers.FailAsync(exchange, fault);
    }

    /// <summary>Nothing came: a fresh connection is told so, one between two requests is just closed (RFC 9112 §9.5).</summary>
    private async ValueTask<ExchangeEnd> EndOfIdleAsync(bool isFirst)
    {
        if (!isFirst || !watchdog.HasExpired)
        {
            return watchdog.IsStopped ? ExchangeEnd.Abort : ExchangeEnd.Close;
        }

        return await RefuseAsync(CommonFaults.Timeout(ExchangePhase.ReadingHeaders)).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<(HeadOutcome Outcome, Fault? Fault)> ReadHeadAsync()
    {
        int scanned = 0;
        while (true)
        {
            if (input.Length > 0)
            {
                ParseResult result = HeadParser.ParseRequest(input.Span, services.HeadLimits, exchange.ReceivedHead, ref scanned);
                if (result.State != ParseState.NeedMore)
                {
                    input.Consume(result.Consumed);
                    return (result.Fault is null ? HeadOutcome.Head : HeadOutcome.Fault, result.Fault);
                }
            }

            WireResult read = await input.FillHeadAsync(services.HeadLimits.MaxBytes).ConfigureAwait(false);
            if (read.Count == 0)
            {
                // Closing between requests is good manners; in the middle of a head there is nobody left to answer.
                bool isDrained = watchdog.IsDraining && !watchdog.HasExpired;
                return input.Length == 0 && (read.IsEnd || isDrained) ? (HeadOutcome.End, null) : (HeadOutcome.Fault, CommonFaults.ClientRead(read));
            }

            watchdog.Progress();
        }
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> ServeAsync()
    {
        exchange.Begin(services.FlowTimestamp());
        Fault? framingFault = MessageFraming.OfRequest(exchange.ReceivedHead, out BodyFraming framing);
        exchange.RequestFraming = framing;
        await ShowRequestAsync().ConfigureAwait(false);
        ExchangeEnd end = framingFault is null
            ? await CarryOutAsync().ConfigureAwait(false)
            : await answers.FailAsync(exchange, framingFault).ConfigureAwait(false);
        if (end != ExchangeEnd.Relay)
        {
            await EndExchangeAsync().ConfigureAwait(false);
        }

        return end;
    }

    private ValueTask EndExchangeAsync()
    {
        ValueTask completion = CompleteAsync();
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

    /// <summary>The request is shown to the user's code, then recorded.</summary>
    private ValueTask ShowRequestAsync()
    {
        if (services.Hooks.HasOnRequest || services.Hooks.HasOnFlowRecord)
        {
            return CallAndRecordAsync();
        }

        Record();
        return ValueTask.CompletedTask;
    }

    private void Record()
    {
        if (services.Recorder.IsOn)
        {
            exchange.Flow = services.Recorder.Begin(exchange.NeedRequest(), clientSocket.ClientIP, tunnel?.Record, client.Http2Stream);
        }
    }

    private async ValueTask CallAndRecordAsync()
    {
        if (services.Hooks.HasOnRequest)
        {
            watchdog.Pause();
            await services.Hooks.OnRequestAsync(exchange.NeedRequest(), exchange.Describe).ConfigureAwait(false);
        }

        Record();
        if (exchange.Flow is not null && services.Hooks.HasOnFlowRecord)
        {
            watchdog.Pause();
            await services.Hooks.OnFlowRecordAsync(exchange.Flow, exchange.Describe).ConfigureAwait(false);
        }
    }

    private ValueTask<ExchangeEnd> CarryOutAsync()
    {
        if (RequestTarget.Read(exchange.ReceivedHead, out RequestTarget target, tunnel?.IsTls == true) is { } targetFault)
        {
            return answers.FailAsync(exchange, targetFault);
        }

        exchange.Target = target;
        ValueTask<Fault?> judged = gate.JudgeSenderAsync(exchange);
        return judged.IsCompletedSuccessfully ? CarryOutAsync(judged.Result) : AwaitVerdictAsync(judged);
    }

    private async ValueTask<ExchangeEnd> AwaitVerdictAsync(ValueTask<Fault?> judged) => await CarryOutAsync(await judged.ConfigureAwait(false)).ConfigureAwait(false);

    private ValueTask<ExchangeEnd> CarryOutAsync(Fault? refusal)
    {
        if (refusal is not null)
        {
            return answers.FailAsync(exchange, refusal);
        }

        if (RequestGate.IsLastRecipient(exchange))
        {
            return new FinalRecipient(services, answers).AnswerAsync(exchange);
        }

        if (exchange.IsConnect)
        {
            return ConnectAsync();
        }

        if (services.Interception is not null && OwnSite.IsMeant(exchange))
        {
            return new OwnSite(services, answers).AnswerAsync(exchange);
        }

        if (tunnel?.Fault is { } originFault)
        {
            exchange.Route = tunnel.Route;
            return answers.FailAsync(exchange, originFault);
        }

        watchdog.Pause();
        ValueTask intercepted = requestStage.InterceptAsync(exchange);
        return intercepted.IsCompletedSuccessfully ? ForwardAsync() : AwaitInterceptorsAsync(intercepted);
    }

    private async ValueTask<ExchangeEnd> AwaitInterceptorsAsync(ValueTask intercepted)
    {
        await intercepted.ConfigureAwait(false);
        return await ForwardAsync().ConfigureAwait(false);
    }

    private ValueTask<ExchangeEnd> ForwardAsync()
    {
        exchange.Route = routes.Resolve(exchange);
        return gate.JudgeTarget(exchange) is { } routeFault ? answers.FailAsync(exchange, routeFault) : Forwarder.RunAsync(services, exchange);
    }

    /// <summary>A stop or drain that came before now is passed on here, a later one by whoever asks for it.</summary>
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
        exchange.Route = routes.ResolveConnect(exchange);
        Fault? fault = tunnel is not null ? ConnectInTunnel
            : exchange.RequestFraming.IsEmpty ? gate.JudgeTarget(exchange)
            : ConnectWithBody;
        return fault is null ? new ConnectHandler(services, exchange, Nest).RunAsync() : answers.FailAsync(exchange, fault);
    }

    private ValueTask CompleteAsync()
    {
        if (exchange.Flow is not { } flow)
        {
            return ValueTask.CompletedTask;
        }

        long now = services.TimeProvider.GetTimestamp();
        var totals = new FlowTotals(
            services.TimeProvider.GetElapsedTime(exchange.Times.Started, now),
            exchange.Times.ToTimings(services.TimeProvider, now),
            exchange.RequestBytes,
            exchange.ResponseBytes);
        FlowRecorder.Complete(flow, exchange.Fault, totals);
        if (!services.Hooks.HasOnFlowCompleted)
        {
            return ValueTask.CompletedTask;
        }

        watchdog.Pause();
        return services.Hooks.OnFlowCompletedAsync(flow, exchange.Describe);
    }

    /// <summary>Whether the bytes behind such a head are its content or the tunnel's, two readers could see differently (RFC 9110 §9.3.6).</summary>
    private static Fault ConnectWithBody { get; } = new(ErrorCodes.MalformedRequest, FaultSide.Client, 400, "A CONNECT has no body (RFC 9110 §9.3.6).");

    /// <summary>A chain of proxies begins with CONNECT and is relayed untouched; behind other requests it is none.</summary>
    private static Fault ConnectInTunnel { get; } = new(ErrorCodes.UnsupportedMethod, FaultSide.Client, 501, "A CONNECT inside a tunnel that the proxy looks into is not carried out.");

    private enum HeadOutcome : byte
    {
        Head,
        End,
        Fault,
    }
}
