using System.Diagnostics;
using Proximity.Protocol.Heads;

namespace Proximity.Origins;

/// <summary>
/// The origin connections that belong to one client's connection, because their origins may know the client by them (<see
/// cref="ConnectionAuthentication"/>), while no exchange uses them. They serve that client alone and end with its connection. Beyond a
/// bound the one used longest ago is closed; one that its origin closes goes at once. Thread-safe.
/// </summary>
/// <param name="table">Those of all clients.</param>
/// <param name="onLost">Called when one has gone that the client counts on: what it proved on it is gone too. Null for nobody.</param>
internal sealed class BoundConnections(BoundConnectionTable table, Action? onLost) : IOriginKeeper
{
    /// <summary>A client rarely proves who it is to more origins than that over one connection.</summary>
    public const int MaxKept = 4;

    /// <summary>Held while a disturbed connection is looked at, so that the client's next request waits for what comes of it.</summary>
    private readonly Lock gate = new();

    /// <summary>The one used last stands at the end.</summary>
    private readonly List<BoundConnection> kept = [];
    private bool isClosed;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return kept.Count;
            }
        }
    }

    /// <summary>The connection that goes this way, used last; null when there is none.</summary>
    /// <param name="route">To the origin. Behind an upstream proxy a connection serves one origin only: the proxy may have given it a
    /// connection of its own.</param>
    /// <param name="affinity">The <see cref="Wires.Wire.Affinity"/> of the wire it will be used with.</param>
    /// <param name="mustBeSure">True for a request that could not be repeated: then the system is asked.</param>
    /// <param name="bringsCredentials">True for what may be the next leg of a handshake: no other request gets its connection.</param>
    public OriginConnection? TryTake(Route route, object? affinity, bool mustBeSure, bool bringsCredentials)
    {
        while (TakeLatest(route, bringsCredentials) is { } connection)
        {
            connection.Wake();
            if (!table.HasExpired(connection) && (mustBeSure ? connection.Wire.IsQuietForSure : connection.Wire.IsQuiet))
            {
                connection.Wire.Join(affinity);
                return connection;
            }

            Lose(connection);
        }

        return null;
    }

    /// <summary>Keeps a connection whose exchange ended cleanly.</summary>
    public void Keep(Route route, OriginConnection connection)
    {
        Debug.Assert(connection is { IsBound: true, IsShare: false }, "others may use it");
        connection.Release();
        if (!table.KeepsAny || !connection.TryRest(this))
        {
            connection.Wake();
            Lose(connection);
            return;
        }

        if (!TryPut(new BoundConnection(this, route, connection), out BoundConnection? surplus, out BoundConnection? surplusOfAll))
        {
            // The client has gone: nobody counts on it.
            connection.Wake();
            connection.Close();
            return;
        }

        if (surplus is not null)
        {
            Lose(surplus);
        }

        surplusOfAll?.Keeper.GiveUp(surplusOfAll);
        if (connection.WasDisturbed)
        {
            OnDisturbed(connection);
        }
    }

    public void OnDisturbed(OriginConnection connection)
    {
        BoundConnection? entry;
        lock (gate)
        {
            entry = kept.Find(one => ReferenceEquals(one.Connection, connection));
            if (entry is null || connection.StaysQuiet())
            {
                return;
            }

            Remove(entry);
        }

        Lose(entry);
    }

    /// <summary>Closes one of them, if it still waits, because there is no room for it.</summary>
    public void GiveUp(BoundConnection entry)
    {
        lock (gate)
        {
            if (!kept.Contains(entry))
            {
                return;
            }

            Remove(entry);
        }

        Lose(entry);
    }

    /// <summary>The client's connection ends: closes all, and every one that comes later.</summary>
    public void Close()
    {
        List<BoundConnection> all;
        lock (gate)
        {
            isClosed = true;
            all = [.. kept];
            all.ForEach(Remove);
        }

        foreach (BoundConnection entry in all)
        {
            entry.Connection.Wake();
            entry.Connection.Close();
        }
    }

    private OriginConnection? TakeLatest(Route route, bool bringsCredentials)
    {
        lock (gate)
        {
            BoundConnection? begun = bringsCredentials ? Latest(route, isInHandshake: true) : null;
            if ((begun ?? Latest(route, isInHandshake: false)) is not { } latest)
            {
                return null;
            }

            Remove(latest);
            return latest.Connection;
        }
    }

    private BoundConnection? Latest(Route route, bool isInHandshake)
        => kept.FindLast(entry => entry.Connection.IsInHandshake == isInHandshake && LeadTogether(entry.Route, route));

    /// <summary>False when nothing is kept any more.</summary>
    /// <param name="entry">What begins to wait.</param>
    /// <param name="surplus">What has no place here any more, and is taken out.</param>
    /// <param name="surplusOfAll">What has no place among those of all clients any more, and is to be given up.</param>
    private bool TryPut(BoundConnection entry, out BoundConnection? surplus, out BoundConnection? surplusOfAll)
    {
        (surplus, surplusOfAll) = (null, null);
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            kept.Add(entry);
            surplusOfAll = table.Add(entry);
            if (kept.Count > MaxKept)
            {
                surplus = kept[0];
                Remove(surplus);
            }

            return true;
        }
    }

    private void Remove(BoundConnection entry)
    {
        kept.Remove(entry);
        table.Remove(entry);
    }

    private void Lose(BoundConnection entry)
    {
        entry.Connection.Wake();
        Lose(entry.Connection);
    }

    private void Lose(OriginConnection connection)
    {
        connection.Close();
        onLost?.Invoke();
    }

    private static bool LeadTogether(Route one, Route other)
        => one.Hop.Equals(other.Hop) && one.Port == other.Port && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase);
}
