using System.Net;
using System.Net.Sockets;
using Proximity.Wires;

namespace Proximity.Origins;

/// <summary>
/// Connects to one of a name's addresses. When the process has no descriptor left, waiting connections to origins are closed to make room;
/// where none waits, the attempt is repeated for a second, because other exchanges end meanwhile.
/// </summary>
internal sealed class Dialler(Network network, TimeProvider timeProvider, OriginPool pool)
{
    private const int MostTries = 20;
    private static readonly TimeSpan TryInterval = TimeSpan.FromMilliseconds(50);

    private readonly AddressRace race = new(network, timeProvider);

    /// <summary>True when an attempt failed because the process has no descriptor left.</summary>
    public static bool LacksDescriptor(in Connected connected)
        => connected.Cause is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets };

    public ValueTask<Connected> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        ValueTask<Connected> connecting = race.ConnectAsync(addresses, port, cancellationToken);
        if (!connecting.IsCompletedSuccessfully)
        {
            // One address lacks its descriptor at once; a race of several tells only when it is over.
            return addresses.Count == 1 ? connecting : AwaitRaceAsync(connecting, addresses, port, cancellationToken);
        }

        Connected connected = connecting.Result;
        return LacksDescriptor(connected) ? ConnectWithRoomAsync(addresses, port, cancellationToken) : new ValueTask<Connected>(connected);
    }

    private async ValueTask<Connected> AwaitRaceAsync(
        ValueTask<Connected> connecting, IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        Connected connected = await connecting.ConfigureAwait(false);
        return LacksDescriptor(connected)
            ? await ConnectWithRoomAsync(addresses, port, cancellationToken).ConfigureAwait(false)
            : connected;
    }

    private async ValueTask<Connected> ConnectWithRoomAsync(
        IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        Connected connected = default;
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            // Off the event loop: there what is closed is closed only at the end of its turn.
            if (!await Task.Run(pool.TryMakeRoom, CancellationToken.None).ConfigureAwait(false))
            {
                await Task.Delay(TryInterval, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return new Connected(null, new OperationCanceledException(cancellationToken));
            }

            connected = await race.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
            if (!LacksDescriptor(connected))
            {
                break;
            }
        }

        return connected;
    }
}
