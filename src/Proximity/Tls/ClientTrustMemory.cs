using System.Net;

namespace Proximity.Tls;

/// <summary>
/// Which clients rejected our certificate for a host: their tunnels there are relayed untouched for a while. A client is an address and
/// the fingerprint of its ClientHello, because one program of a machine must not decide for the others.
/// <para>A client is unknown, suspected, rejecting or trusting; each state has a table of its own, so that no crowd in one state pushes out
/// what is known of another. An alert moves it
/// to rejecting at once. Closing the connection may have another reason: the first time moves an unknown client to suspected, the second
/// time to rejecting, when that connection began behind the first one's close: Chromium 156 opens several connections at once and drops all
/// of them when its verifier changes during a start, or one of them turned out to speak HTTP/2; it does send an alert when it rejects.
/// Application data or a close_notify moves it to trusting, where closing counts for nothing.</para>
/// <para>Each table holds at most <see cref="Capacity"/> clients; beyond, the one not asked for longest is forgotten.</para>
/// </summary>
/// <param name="span">How long a state lasts; zero or less: nothing is remembered.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ClientTrustMemory(TimeSpan span, TimeProvider timeProvider)
{
    public const int Capacity = 4096;

    private readonly Lock gate = new();
    private readonly ClientTable suspected = new(Capacity, span, timeProvider);
    private readonly ClientTable rejecting = new(Capacity, span, timeProvider);
    private readonly ClientTable trusting = new(Capacity, span, timeProvider);

    /// <summary>How long a state lasts.</summary>
    public TimeSpan Span => span;

    /// <summary>True when this client's tunnel to this host is not to be opened now.</summary>
    public bool IsRemembered(Key key)
    {
        lock (gate)
        {
            return rejecting.Contains(key);
        }
    }

    /// <summary>The client rejected the certificate by an alert. True when it is remembered.</summary>
    public bool Remember(Key key)
    {
        if (span <= TimeSpan.Zero)
        {
            return false;
        }

        lock (gate)
        {
            Move(key, rejecting);
            return true;
        }
    }

    /// <summary>What to hand to <see cref="Suspect"/> of a connection that begins now.</summary>
    public long Timestamp() => timeProvider.GetTimestamp();

    /// <summary>The client closed the connection right behind the certificate. True when it is the second time, and remembered.</summary>
    /// <param name="key">The client.</param>
    /// <param name="begun">When this connection began, a <see cref="Timestamp"/>.</param>
    public bool Suspect(Key key, long begun)
    {
        if (span <= TimeSpan.Zero)
        {
            return false;
        }

        lock (gate)
        {
            // Browsers open more connections than they need.
            if (trusting.Contains(key))
            {
                return false;
            }

            bool isSuspected = suspected.Contains(key, out long firstTime);
            if (isSuspected && begun < firstTime)
            {
                return false;
            }

            bool isSecondTime = isSuspected || rejecting.Contains(key);
            Move(key, isSecondTime ? rejecting : suspected);
            return isSecondTime;
        }
    }

    /// <summary>The client accepted the certificate.</summary>
    public void Trust(Key key)
    {
        if (span > TimeSpan.Zero)
        {
            lock (gate)
            {
                Move(key, trusting);
            }
        }
    }

    /// <summary>The client has come to trust the authority: what it rejected before may be tried again.</summary>
    public void ForgetAll(IPAddress client)
    {
        lock (gate)
        {
            suspected.RemoveAll(client);
            rejecting.RemoveAll(client);
            trusting.RemoveAll(client);
        }
    }

    private void Move(Key key, ClientTable state)
    {
        suspected.Remove(key);
        rejecting.Remove(key);
        trusting.Remove(key);
        state.Add(key);
    }

    /// <summary>A client and the host that it asked for.</summary>
    /// <param name="Client">The client's address.</param>
    /// <param name="Fingerprint">Its ClientHello's.</param>
    /// <param name="Host">The host, in lower case.</param>
    internal readonly record struct Key(IPAddress Client, ulong Fingerprint, string Host);
}
