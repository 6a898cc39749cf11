using System.Net;
using System.Net.Security;
using System.Text;
using Proximity.Flows;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Recording;

namespace Proximity.Exchanges;

/// <summary>
/// A tunnel that the proxy looks into: what a connection inside it must know of the CONNECT around it. Its requests go to the tunnel's origin and to no other, by name or by address,
/// unless the user's code sends them elsewhere.
/// </summary>
internal sealed class OpenedTunnel : IOriginKeeper
{
    private readonly Lock gate = new();
    private OriginConnection? reserved;
    private BoundConnections? bound;
    private bool isClosed;
    private int isConfirmed;

    /// <summary>The client that sent the CONNECT.</summary>
    public required ClientSocket Client { get; init; }

    /// <summary>To the tunnel's origin, as requests inside it go there.</summary>
    public required Route Route { get; init; }

    /// <summary>The settings that it was opened with; null where they do not matter.</summary>
    public LiveSettings? Settings { get; init; }

    /// <summary>The host that the client's CONNECT named; a handler may have led the tunnel to another. Null for the same.</summary>
    public string? NamedHost { get; init; }

    /// <summary>The name of the TLS handshake with the client; null when it named none, and in clear.</summary>
    public string? ServerName { get; init; }

    /// <summary>What the client's TLS agreed; null in clear.</summary>
    public FlowTls? ClientTls { get; init; }

    /// <summary>Why the origin cannot be used: every request is answered with it. Null when it can.</summary>
    public Fault? Fault { get; init; }

    /// <summary>What to offer an origin to speak, when TLS is made with it again.</summary>
    public IReadOnlyList<SslApplicationProtocol> OriginProtocols { get; init; } = [];

    /// <summary>True when the origin agreed to HTTP/2, or the client began with it in clear and so must have known.</summary>
    public bool IsOriginHttp2 { get; init; }

    /// <summary>True for the way to that origin. Of another one, which user code has named, nobody knows what it speaks.</summary>
    public bool LeadsToHttp2(in Hop hop) => IsOriginHttp2 && hop.Equals(Route.Hop);

    /// <summary>True when the tunnel's client wanted HTTP/2, so that its requests may go to the origin by it.</summary>
    public bool MaySpeakHttp2 => IsOriginHttp2 || OriginProtocols.Contains(SslApplicationProtocol.Http2);

    /// <summary>Called when the first request has come; null for nobody.</summary>
    public Action? OnFirstRequest { get; init; }

    public bool IsTls => ClientTls is not null;

    /// <summary>What flows record of it.</summary>
    public TunnelRecord Record => field ??= new TunnelRecord(Encoding.Latin1.GetString(Route.AuthorityWithPort), ClientTls);

    /// <summary>True when a request for this host is one for the tunnel's origin.</summary>
    public bool IsFor(string host)
        => AreSame(host, Route.Host)
            || (NamedHost is { } named && AreSame(host, named))
            || (ServerName is not null && AreSame(host, ServerName));

    /// <summary>A request has come.</summary>
    public void Confirm()
    {
        if (OnFirstRequest is { } confirm && Interlocked.Exchange(ref isConfirmed, 1) == 0)
        {
            confirm();
        }
    }

    /// <summary>
    /// The origin connections that belong to the client of HTTP/2, whose streams are connections of their own; null while there are none.
    /// </summary>
    public BoundConnections? Bound => Volatile.Read(ref bound);

    /// <summary>Called when the client of HTTP/2 has lost one of those; null for nobody.</summary>
    public Action? OnBoundLost { get; set; }

    /// <summary><see cref="Bound"/>, made when there are none yet.</summary>
    public BoundConnections NeedBound(BoundConnectionTable table)
    {
        lock (gate)
        {
            if (bound is null)
            {
                bound = new BoundConnections(table, OnBoundLost);
                if (isClosed)
                {
                    bound.Close();
                }
            }

            return bound;
        }
    }

    /// <summary>
    /// Keeps the connection that stood when the client was answered, for the first request; not one that its origin has closed already.
    /// </summary>
    public void Reserve(OriginConnection connection)
    {
        bool isKept = connection.TryRest(this);
        lock (gate)
        {
            isKept &= !isClosed;
            reserved = isKept ? connection : reserved;
        }

        if (!isKept)
        {
            connection.Wake();
            connection.Close();
        }
        else if (connection.WasDisturbed)
        {
            OnDisturbed(connection);
        }
    }

    /// <summary>That connection, once, if it leads where the request goes.</summary>
    public OriginConnection? TakeReserved(Hop hop)
    {
        // Most requests find none.
        if (Volatile.Read(ref reserved) is null)
        {
            return null;
        }

        lock (gate)
        {
            return reserved?.Hop.Equals(hop) == true ? Take() : null;
        }
    }

    /// <summary>The tunnel has ended: nothing is kept any more. Returns the connection that nobody took; null for none.</summary>
    public OriginConnection? Close()
    {
        OriginConnection? unused;
        lock (gate)
        {
            isClosed = true;
            unused = Take();
        }

        Bound?.Close();
        return unused;
    }

    /// <summary>Its origin has closed the connection before the first request came.</summary>
    public void OnDisturbed(OriginConnection connection)
    {
        lock (gate)
        {
            if (reserved != connection || connection.StaysQuiet())
            {
                return;
            }

            Take();
        }

        connection.Close();
    }

    /// <summary>Under the lock.</summary>
    private OriginConnection? Take()
    {
        OriginConnection? taken = reserved;
        reserved = null;
        taken?.Wake();
        return taken;
    }

    private static bool AreSame(string one, string other)
        => one.AsSpan().TrimEnd('.').Equals(other.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(one, out IPAddress? address) && IPAddress.TryParse(other, out IPAddress? same) && address.Equals(same));
}
