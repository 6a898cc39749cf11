using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Proximity.Origins;

/// <summary>
/// A bounded number of places, shared out between clients. A client takes a further one only while more are free than it has, so that one
/// client alone gets half of them; and the last quarter is for clients that have none. What finds no place waits in its client's queue; the
/// client with the fewest places comes first. Not thread-safe.
/// </summary>
/// <typeparam name="T">What waits for a place.</typeparam>
internal sealed class FairConcurrencyLimit<T>
{
    /// <summary>The most that wait for one client.</summary>
    public const int MaxWaiting = 1024;

    private readonly Dictionary<IPAddress, Share> shares = [];
    private readonly int count;
    private int free;

    /// <param name="count">How many places there are.</param>
    public FairConcurrencyLimit(int count) => this.count = free = count;

    /// <summary>Takes a place for a client. False when it must wait.</summary>
    public bool TryTake(IPAddress client)
    {
        Share? share = shares.GetValueOrDefault(client);
        if (share is { Waiting.Count: > 0 } || !MayTake(share))
        {
            return false;
        }

        (share ?? Add(client)).Held++;
        free--;
        return true;
    }

    /// <summary>Has it wait for a place of the client's. False when too many wait.</summary>
    public bool TryEnqueue(IPAddress client, T waiting)
    {
        Share share = shares.GetValueOrDefault(client) ?? Add(client);
        if (share.Waiting.Count >= MaxWaiting)
        {
            return false;
        }

        share.Waiting.Enqueue(waiting);
        return true;
    }

    /// <summary>Gives a place of the client's back; <see cref="TryTakeNext"/> says who has it then.</summary>
    public void Give(IPAddress client)
    {
        Share share = shares[client];
        share.Held--;
        free++;
        Debug.Assert(share.Held >= 0 && free <= count, "a place was given back twice");
        if (share.Held == 0 && share.Waiting.Count == 0)
        {
            shares.Remove(client);
        }
    }

    /// <summary>Takes a place for the one who may have it next. False when none is free, or nobody waits who may.</summary>
    public bool TryTakeNext([NotNullWhen(true)] out IPAddress? client, [MaybeNullWhen(false)] out T next)
    {
        client = null;
        int fewest = int.MaxValue;
        foreach ((IPAddress candidate, Share share) in shares)
        {
            if (share.Waiting.Count > 0 && MayTake(share) && share.Held < fewest)
            {
                (client, fewest) = (candidate, share.Held);
            }
        }

        if (client is null)
        {
            next = default;
            return false;
        }

        Share best = shares[client];
        next = best.Waiting.Dequeue();
        best.Held++;
        free--;
        return true;
    }

    private bool MayTake(Share? share) => share is null or { Held: 0 } ? free > 0 : free > Math.Max(share.Held, count / 4);

    private Share Add(IPAddress client) => shares[client] = new Share();

    private sealed class Share
    {
        public Queue<T> Waiting { get; } = new();

        public int Held { get; set; }
    }
}
