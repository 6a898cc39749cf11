using System.Diagnostics;
using System.Net;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Recording;

namespace Proximity.Forwarding;

/// <summary>An exchange's hold on its origin connection: how it begins, and how it ends.</summary>
internal sealed class OriginLease(ExchangeServices services)
{
    /// <summary>Takes a connection that stands for the exchange, if the client may reach where it leads. Null on success.</summary>
    public Fault? Use(Exchange exchange, OriginConnection waiting)
    {
        waiting.IsReused = true;
        if (IsAdmitted(exchange.Request.Route!, waiting))
        {
            Attach(exchange, waiting);
            return null;
        }

        GiveBack(exchange, waiting);
        exchange.Watchdog.Enter(ExchangePhase.ConnectPending);
        return exchange.Request.Route!.Access.RefusedByAddress(exchange.Request.Route.Host);
    }

    /// <summary>A waiting connection was made for a client that may reach more, or under rules that held before.</summary>
    private static bool IsAdmitted(Route route, OriginConnection connection)
    {
        if (route.Access.AdmitsAll || ReferenceEquals(connection.AdmittedBy, route.Access))
        {
            return true;
        }

        if (!Admits(route, connection.Wire.RemoteEndPoint?.Address))
        {
            return false;
        }

        connection.AdmittedBy = route.Access;
        return true;
    }

    /// <summary>True when the rules for targets let the route end at this address.</summary>
    public static bool Admits(Route route, IPAddress? remote)
        => route.Upstream is not null || remote is null || route.Access.Admits(remote);

    /// <summary>The exchange ended cleanly on this connection: the next one may use it.</summary>
    public void Return(Exchange exchange)
    {
        if (Detach(exchange) is { } connection)
        {
            GiveBack(exchange, connection);
        }
    }

    /// <summary>
    /// Keeps the exchange's connection for the first request in its tunnel. One that is shared with others is found where all of them are.
    /// </summary>
    public void Reserve(Exchange exchange, OpenedTunnel tunnel)
    {
        OriginConnection? connection = Detach(exchange);
        if (connection is { IsShare: true } && services.Persistent)
        {
            connection.Close();
        }
        else if (connection is not null)
        {
            tunnel.Reserve(connection);
        }
    }

    /// <summary>A connection that no exchange uses any more, and another one may.</summary>
    public void GiveBack(Exchange exchange, OriginConnection connection)
    {
        if (connection.IsShare)
        {
            connection.Close();
        }
        else if (connection.IsBound)
        {
            exchange.NeedBound(services.Origins.Bound).Keep(exchange.Request.Route!, connection);
        }
        else
        {
            services.Origins.Return(connection);
        }
    }

    /// <summary>Takes the connection out of the exchange, for somebody else to use.</summary>
    public static OriginConnection? Detach(Exchange exchange)
    {
        OriginConnection? connection = exchange.Origin;
        exchange.Origin = null;
        exchange.Watchdog.Attach(null);
        return connection;
    }

    public static void Close(Exchange exchange) => Detach(exchange)?.Close();

    public static void Abort(Exchange exchange) => Detach(exchange)?.Abort();

    /// <summary>The connection is the exchange's from now on.</summary>
    public static void Attach(Exchange exchange, OriginConnection connection)
    {
        Debug.Assert(connection.Owner == OriginOwner.Exchange, "a connection of the pool, or a closed one, is used");
        exchange.Origin = connection;
        FlowFacts.AttachOrigin(exchange.Recording.Flow, connection.Tls, connection.Wire.Http2Stream);
        exchange.Watchdog.Attach(connection.Wire);
    }
}
