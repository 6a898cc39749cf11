using System.Net;
using System.Net.Sockets;
using Proximity.Wires;

namespace Proximity.Origins;

/// <summary>
/// Tries the addresses of a name one after the other, the next one 250 ms after the last began or at once when it failed, and takes the first that connects
/// (RFC 8305 §5). Families alternate, beginning with the one the resolver put first. Losers are aborted.
/// </summary>
internal sealed class AddressRace(Network network, TimeProvider timeProvider)
{
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    public ValueTask<Connected> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
        => addresses.Count == 1 ? network.ConnectAsync(new IPEndPoint(addresses[0], port), cancellationToken) : RaceAsync(addresses, port, cancellationToken);

    /// <summary>The two families in turn, each in its own order.</summary>
    internal static List<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        AddressFamily firstFamily = addresses[0].AddressFamily;
        var first = new Queue<IPAddress>(addresses.Where(address => address.AddressFamily == firstFamily));
        var second = new Queue<IPAddress>(addresses.Where(address => address.AddressFamily != firstFamily));
        var mixed = new List<IPAddress>(addresses.Count);
        while (first.Count + second.Count > 0)
        {
            if (first.TryDequeue(out IPAddress? one))
            {
                mixed.Add(one);
            }

            if (second.TryDequeue(out IPAddress? other))
            {
                mixed.Add(other);
            }
        }

        return mixed;
    }

    private async ValueTask<Connected> RaceAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Connected>>();
        Connected last = default;
        var waiting = new Queue<IPAddress>(Interleave(addresses));
        while (waiting.Count > 0 || running.Count > 0)
        {
            if (waiting.TryDequeue(out IPAddress? address))
            {
                running.Add(network.ConnectAsync(new IPEndPoint(address, port), race.Token).AsTask());
            }

            if (await NextFinishedAsync(running, waiting.Count > 0, race.Token).ConfigureAwait(false) is not { } finished)
            {
                continue;
            }

            running.Remove(finished);
            Connected ended = await finished.ConfigureAwait(false);

            // A lack of descriptors is ours, and can be mended: what another address answered says less.
            last = ended.Wire is null && Dialler.LacksDescriptor(last) ? last : ended;
            if (last.Wire is not null)
            {
                break;
            }
        }

        await race.CancelAsync().ConfigureAwait(false);
        await AbortLosersAsync(running).ConfigureAwait(false);
        return last;
    }

    /// <summary>An attempt that has ended; null when it is time to begin the next one first.</summary>
    private async Task<Task<Connected>?> NextFinishedAsync(List<Task<Connected>> running, bool mayBeginNext, CancellationToken cancellationToken)
    {
        Task<Task<Connected>> any = Task.WhenAny(running);
        if (mayBeginNext && !cancellationToken.IsCancellationRequested)
        {
            using var delayEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task delay = Task.Delay(AttemptDelay, timeProvider, delayEnd.Token);
            if (await Task.WhenAny(any, delay).ConfigureAwait(false) == delay && !any.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            await delayEnd.CancelAsync().ConfigureAwait(false);
        }

        return await any.ConfigureAwait(false);
    }

    private static async Task AbortLosersAsync(List<Task<Connected>> losers)
    {
        foreach (Task<Connected> loser in losers)
        {
            (await loser.ConfigureAwait(false)).Wire?.Abort();
        }
    }
}
