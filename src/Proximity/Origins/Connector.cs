using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Proximity.Awaiting;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Origins;

/// <summary>Dials routes hop by hop: the name, its addresses, and for a tunnel through an upstream proxy the CONNECT.</summary>
internal sealed class Connector(Dialler dialler, NameCache names, TimeProvider timeProvider, BufferPool pool, HeadLimits limits)
{
    private OwnAddresses[] reserved = [];

    /// <summary>What must never be dialled; set once the proxy listens.</summary>
    public OwnAddresses? OwnAddresses { get; set; }

    /// <summary>Has a further address never be dialled.</summary>
    public void Reserve(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Volatile.Write(ref reserved, [.. reserved, new OwnAddresses(endPoint)]);
    }

    /// <summary>Connects to the route's next hop. Cancelling ends the attempt; the caller knows why it cancelled.</summary>
    /// <param name="route">Where to.</param>
    /// <param name="client">For whom: look-ups are shared out between clients.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public async ValueTask<DialOutcome> DialAsync(Route route, IPAddress? client, CancellationToken cancellationToken)
    {
        long begun = timeProvider.GetTimestamp();
        Resolution resolution = await names.ResolveAsync(route.NextHop.Host, client, cancellationToken).ConfigureAwait(false);
        TimeSpan dnsTime = timeProvider.GetElapsedTime(begun);
        if (resolution.Addresses.Count == 0)
        {
            return new DialOutcome(null, DnsFault(route, resolution.Cause), dnsTime, TimeSpan.Zero);
        }

        if (OwnAddresses?.ContainsAny(resolution.Addresses, route.NextHop.Port) == true || IsReserved(resolution, route.NextHop.Port))
        {
            return new DialOutcome(null, LoopFault(route), dnsTime, TimeSpan.Zero);
        }

        IReadOnlyList<IPAddress> addresses = Admitted(route, resolution.Addresses);
        if (addresses.Count == 0)
        {
            return new DialOutcome(null, route.Access.RefusedByAddress(route.Host), dnsTime, TimeSpan.Zero);
        }

        begun = timeProvider.GetTimestamp();
        Connected connected = await dialler.ConnectAsync(addresses, route.NextHop.Port, cancellationToken).ConfigureAwait(false);
        TimeSpan connectTime = timeProvider.GetElapsedTime(begun);
        if (connected.Wire is { } wire)
        {
            return new DialOutcome(new OriginConnection(wire, route.Hop, pool), null, dnsTime, connectTime);
        }

        // The host may have moved.
        names.Forget(route.NextHop.Host);
        return new DialOutcome(null, ConnectFault(route, connected), dnsTime, connectTime);
    }

    private bool IsReserved(Resolution resolution, int port)
    {
        OwnAddresses[] all = Volatile.Read(ref reserved);
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].ContainsAny(resolution.Addresses, port))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the name leads to where this proxy listens.</summary>
    /// <param name="host">The name.</param>
    /// <param name="port">The port.</param>
    /// <param name="client">For whom it is looked up.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async ValueTask<bool> IsOwnAsync(string host, int port, IPAddress? client, CancellationToken cancellationToken)
        => OwnAddresses is { } own
            && own.ContainsAny((await names.ResolveAsync(host, client, cancellationToken).ConfigureAwait(false)).Addresses, port);

    /// <summary>Look-ups that are under way end.</summary>
    public void Close() => names.Dispose();

    /// <summary>Asks the upstream proxy for a tunnel (RFC 9110 §9.3.6): null when it stands. Bytes behind its answer stay in the connection's input.</summary>
    public async ValueTask<Fault?> OpenTunnelAsync(OriginConnection connection, Route route, byte[]? via)
    {
        WireResult written = await connection.Wire.WriteAsync(ConnectHead(route, via)).ConfigureAwait(false);
        if (!written.IsOk)
        {
            return UpstreamFault(ErrorCodes.UpstreamProxyConnectWriteFailed, "The CONNECT could not be sent to the upstream proxy.", written.Cause);
        }

        int scanned = 0;
        while (true)
        {
            ParseResult result = HeadParser.ParseResponse(connection.Input.Span, limits, connection.Head, ref scanned);
            if (result.Fault is { } fault)
            {
                return fault.Code == ErrorCodes.ResponseHeadersTooLarge
                    ? UpstreamFault(ErrorCodes.UpstreamProxyConnectHeadersTooLarge, "The upstream proxy's answer to CONNECT exceeds the header limit (option MaxHeaderBytes).", null)
                    : UpstreamFault(ErrorCodes.UpstreamProxyConnectReadFailed, "The upstream proxy's answer to CONNECT is not HTTP: " + fault.Message, null);
            }

            if (result.State == ParseState.Done)
            {
                connection.Input.Consume(result.Consumed);
                scanned = 0;

                // Interim answers may precede the final one (RFC 9110 §15.2).
                if (connection.Head.Status >= 200)
                {
                    return Judge(connection.Head.Status);
                }

                continue;
            }

            WireResult read = await connection.Input.FillHeadAsync(limits.MaxBytes).ConfigureAwait(false);
            if (read.Count == 0)
            {
                return UpstreamFault(ErrorCodes.UpstreamProxyConnectReadFailed, "The upstream proxy closed before it answered the CONNECT.", read.Cause);
            }
        }
    }

    /// <summary>The addresses that the rules for targets let be dialled. They do not judge the upstream proxy's address: the administrator named it.</summary>
    private static IReadOnlyList<IPAddress> Admitted(Route route, IReadOnlyList<IPAddress> addresses)
        => route.Upstream is not null || route.Access.AdmitsAll || addresses.All(route.Access.Admits) ? addresses : [.. addresses.Where(route.Access.Admits)];

    private static Fault? Judge(int status) => status switch
    {
        >= 200 and < 300 => null,
        407 => UpstreamFault(ErrorCodes.UpstreamProxyConnectFailed, "The upstream proxy wants other credentials for the CONNECT: its status is 407 (option UpstreamProxy).", null)
            with
        { Reason = "Upstream proxy wants other credentials" },
        _ => UpstreamFault(ErrorCodes.UpstreamProxyConnectFailed, $"The upstream proxy refused the CONNECT with status {status}.", null),
    };

    private static byte[] ConnectHead(Route route, byte[]? via)
    {
        string authority = Encoding.Latin1.GetString(route.AuthorityWithPort);
        string authorization = route.Upstream!.Authorization is { Length: > 0 } value ? $"Proxy-Authorization: {Encoding.Latin1.GetString(value)}\r\n" : "";
        string viaLine = via is null ? "" : $"Via: {Encoding.Latin1.GetString(via)}\r\n";
        return Encoding.Latin1.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{authorization}{viaLine}\r\n");
    }

    private static Fault UpstreamFault(string code, string message, Exception? cause) => new(code, FaultSide.Upstream, 502, message) { Cause = cause };

    private static Fault DnsFault(Route route, Exception? cause)
        => new(ErrorCodes.DnsFailed, FaultSide.Origin, 502, $"The name {route.NextHop.Host} does not resolve.")
        {
            Cause = cause,
            Reason = route.Upstream is null ? null : "Name of upstream proxy does not resolve",
        };

    private static Fault LoopFault(Route route)
        => new(ErrorCodes.LoopDetected, FaultSide.Client, 508, $"{route.NextHop} is this proxy itself.");

    private static Fault ConnectFault(Route route, in Connected failed)
    {
        if (Dialler.LacksDescriptor(failed))
        {
            const string Full = "As many files are open as the system allows the proxy (ulimit -n).";
            return new(ErrorCodes.TooFewDescriptors, FaultSide.Proxy, 503, Full) { Cause = failed.Cause };
        }

        string what = route.Upstream is null ? "The origin" : "The upstream proxy";
        string how = failed.Cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? ": connection refused" : "";
        return new(ErrorCodes.UpstreamConnectFailed, FaultSide.Origin, 502, $"{what} {route.NextHop} cannot be reached{how}.")
        {
            Cause = failed.Cause,
            Reason = route.Upstream is null ? null : "Upstream proxy cannot be reached",
        };
    }
}
