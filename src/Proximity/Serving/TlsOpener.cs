using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using Proximity.Exchanges;
using Proximity.Forwarding;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Tls;
using Proximity.Recording;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>
/// Opens a tunnel in which a client begins TLS: reads the ClientHello, asks the rules and the user's code, makes TLS with the origin, then with the client, and lets the connection
/// inside run. The origin comes first, so that what it agrees to speak can be agreed with the client; when it cannot be used, the client is told so inside.
/// </summary>
internal sealed class TlsOpener(ExchangeServices services, TlsInterception interception, Exchange exchange, TunnelInterior interior)
{
    /// <summary>A fatal alert, access_denied, in a record of its own (RFC 8446 §6).</summary>
    private static readonly byte[] AccessDenied = [21, 3, 3, 0, 2, 2, (byte)TlsAlert.AccessDenied];

    private readonly OriginPolicy policy = new(services);
    private readonly OriginDialler dialler = new(services);
    private readonly OriginLease lease = new(services);
    private readonly Answers answers = new(services.Errors);
    private readonly bool isOnboardingSite = OnboardingSite.Matches(exchange.Request);

    public async ValueTask<ExchangeEnd> RunAsync()
    {
        exchange.Watchdog.Enter(ExchangePhase.Handshaking);
        (ClientHello? hello, Fault? fault) = await ReadHelloAsync().ConfigureAwait(false);
        if (fault is { Code: ErrorCodes.MalformedClientHello })
        {
            services.Errors.Report(exchange, fault, ExchangePhase.Tunnelling);
            return await PassThrough.RunAsync(services, exchange, PassThrough.MalformedHello).ConfigureAwait(false);
        }

        if (hello is null)
        {
            return await answers.FailAsync(exchange, fault!).ConfigureAwait(false);
        }

        IPAddress address = exchange.ClientSocket.RemoteEndPoint?.Address ?? IPAddress.None;
        var client = new ClientTrust(interception.Rejections, address, hello, hello.ServerName ?? exchange.Request.Route!.Host);
        ClientHelloPolicy.Decision decision = isOnboardingSite
            ? new ClientHelloPolicy.Decision(TunnelVerdict.Intercept)
            : await new ClientHelloPolicy(services, interception).DecideAsync(exchange, hello, client.Key).ConfigureAwait(false);
        return decision.Verdict switch
        {
            TunnelVerdict.PassThrough => await PassThrough.RunAsync(services, exchange, decision.Reason!).ConfigureAwait(false),
            TunnelVerdict.Refuse => await RefuseAsync(decision.Refusal!).ConfigureAwait(false),
            _ => await OpenAsync(hello, client).ConfigureAwait(false),
        };
    }

    private async ValueTask<(ClientHello? Hello, Fault? Fault)> ReadHelloAsync()
    {
        while (true)
        {
            ParseResult result = ClientHelloParser.Parse(exchange.Input.Span, out ClientHello? hello);
            if (result.State != ParseState.NeedMore)
            {
                return (hello, result.Fault);
            }

            WireResult read = await exchange.Input.FillHeadAsync(ClientHelloParser.MaxBytes).ConfigureAwait(false);
            if (read.Count == 0)
            {
                return (null, CommonFaults.ClientRead(read));
            }

            exchange.Watchdog.Progress();
        }
    }

    private async ValueTask<ExchangeEnd> RefuseAsync(Fault refusal)
    {
        exchange.Watchdog.Enter(ExchangePhase.Tunnelling);
        await exchange.Client.WriteAsync(AccessDenied).ConfigureAwait(false);
        await answers.FailAsync(exchange, refusal).ConfigureAwait(false);
        return ExchangeEnd.Linger;
    }

    private async ValueTask<ExchangeEnd> OpenAsync(ClientHello hello, ClientTrust trust)
    {
        // Signing for the host goes on while the origin is spoken with.
        Task<SslStreamCertificateContext> certificate = interception.Leaves.GetAsync(trust.Host);
        Fault? originFault = await SecureOriginAsync(hello, trust.Host).ConfigureAwait(false);
        exchange.Watchdog.Enter(ExchangePhase.Handshaking);
        try
        {
            await certificate.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return await answers.FailAsync(exchange, new Fault(ErrorCodes.CertificateMintFailed, FaultSide.Proxy, 0, "No certificate could be made for the host.") { Cause = exception }).ConfigureAwait(false);
        }

        string? originProtocol = exchange.Origin?.Tls?.ApplicationProtocol;
        byte[] received = exchange.Input.Span.ToArray();
        exchange.Input.Release();
        TlsOutcome outcome = await interception.Clients
            .AuthenticateAsync(exchange.Client, received, await certificate.ConfigureAwait(false), ProtocolChoice.ForClient(hello, originProtocol)).ConfigureAwait(false);
        return outcome.Wire is { } client
            ? await ServeAsync(client, Tunnel(hello, client, originFault, trust), trust).ConfigureAwait(false)
            : await answers.FailAsync(exchange, trust.Learn(outcome)).ConfigureAwait(false);
    }

    private async ValueTask<Fault?> SecureOriginAsync(ClientHello hello, string name)
    {
        Route route = exchange.Request.Route!;
        exchange.Request.Route = new Route(route.Host, route.Port, route.Upstream, route.Access, new RouteTunnel(name));
        IReadOnlyList<SslApplicationProtocol> protocols = OriginProtocols(hello);
        if (isOnboardingSite || policy.TryUseWaiting(exchange, protocols) || await dialler.SecureAsync(exchange, protocols).ConfigureAwait(false) is not { } fault)
        {
            return null;
        }

        OriginLease.Abort(exchange);
        return fault;
    }

    private OpenedTunnel Tunnel(ClientHello hello, TlsWire client, Fault? originFault, ClientTrust trust)
    {
        var tunnel = new OpenedTunnel
        {
            Client = exchange.ClientSocket,
            Route = exchange.Request.Route!,
            Settings = exchange.Settings,
            NamedHost = RouteResolver.NamedHostOf(exchange.Request),
            ServerName = hello.ServerName,
            ClientTls = client.Session,
            Fault = originFault,
            OriginProtocols = OriginProtocols(hello),
            IsOriginHttp2 = ProtocolChoice.IsHttp2(exchange.Origin?.Tls?.ApplicationProtocol),
            OnFirstRequest = trust.Confirm,
        };
        lease.Reserve(exchange, tunnel);
        return tunnel;
    }

    private IReadOnlyList<SslApplicationProtocol> OriginProtocols(ClientHello hello) => ProtocolChoice.ForOrigin(hello, interception.Http2 is not null);

    private async ValueTask<ExchangeEnd> ServeAsync(TlsWire client, OpenedTunnel tunnel, ClientTrust trust)
    {
        FlowFacts.OpenTls(exchange.Recording.Flow, client.Session);

        long begun = services.TimeProvider.GetTimestamp();
        bool isHttp2 = ProtocolChoice.IsHttp2(client.Session.ApplicationProtocol);
        WireResult firstWait = default;
        if (isHttp2)
        {
            await interior.ServeHttp2Async(interception.Http2!, client, tunnel).ConfigureAwait(false);
        }
        else
        {
            firstWait = await interior.ServeAsync(client, tunnel).ConfigureAwait(false);
        }

        // Its last bytes may still be on their way; closing the wire underneath would cut them off.
        await client.Ended.ConfigureAwait(false);
        exchange.Recording.RequestBytes += client.BytesRead;
        exchange.Recording.ResponseBytes += client.BytesWritten;
        bool isTheirs = !exchange.Watchdog.IsDraining;
        if (isTheirs && trust.Learn(client.HasReceived || client.HasReceivedCloseNotify, firstWait, services.TimeProvider.GetElapsedTime(begun)) is { } rejection)
        {
            exchange.Fail(rejection);
            services.Errors.Report(exchange, rejection, ExchangePhase.Tunnelling);
        }

        // Broken off, the wire underneath may have a write that is about to end, and has nothing left to be flushed.
        return client.WasAborted ? ExchangeEnd.Abort : ExchangeEnd.Close;
    }
}
