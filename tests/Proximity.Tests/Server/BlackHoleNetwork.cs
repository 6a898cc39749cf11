using System.Net;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>A network on which names below <c>.slow</c> never resolve, those below <c>.hole</c> lead where nobody answers, and <c>two.addresses</c> leads there first.</summary>
internal sealed class BlackHoleNetwork(Network inner) : Network
{
    private static readonly IPAddress Hole = IPAddress.Parse("192.0.2.1");

    public override Listener Listen(IPAddress? address, int port) => inner.Listen(address, port);

    public override async ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (host.EndsWith(".slow", StringComparison.Ordinal))
        {
            return new Resolution([], await HangAsync(cancellationToken));
        }

        if (host.EndsWith(".hole", StringComparison.Ordinal))
        {
            return new Resolution([Hole], null);
        }

        return host == "two.addresses" ? new Resolution([Hole, IPAddress.Loopback], null) : await inner.ResolveAsync(host, cancellationToken);
    }

    public override async ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
        => endPoint.Address.Equals(Hole) ? new Connected(null, await HangAsync(cancellationToken)) : await inner.ConnectAsync(endPoint, cancellationToken);

    private static async Task<Exception> HangAsync(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(() => end.TrySetResult(new OperationCanceledException(cancellationToken)));
        return await end.Task;
    }
}
