using System.Net;
using System.Net.Sockets;
using Proximity.Wires;

namespace Proximity.Tests.Origins;

/// <summary>
/// A network of names alone: those below <c>.slow</c> resolve when they are let, those below <c>.invalid</c> never do, others at once.
/// </summary>
internal sealed class FakeNames(DescriptorBudget? budget = null) : Network
{
    private readonly Dictionary<string, TaskCompletionSource<Resolution>> slow = [];
    private readonly Lock gate = new();

    /// <summary>Every name that was asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What names resolve to now.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    public override DescriptorBudget Budget { get; } = budget ?? DescriptorBudget.Unlimited;

    public void Release(string host)
    {
        lock (gate)
        {
            Slow(host).TrySetResult(new Resolution([Address], null));
        }
    }

    public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Asked.Add(host);
            if (host.EndsWith(".slow", StringComparison.Ordinal))
            {
                return new ValueTask<Resolution>(Slow(host).Task);
            }
        }

        return new ValueTask<Resolution>(host.EndsWith(".invalid", StringComparison.Ordinal)
            ? new Resolution([], new SocketException((int)SocketError.HostNotFound))
            : new Resolution([Address], null));
    }

    private TaskCompletionSource<Resolution> Slow(string host)
    {
        if (!slow.TryGetValue(host, out TaskCompletionSource<Resolution>? end))
        {
            slow.Add(host, end = new TaskCompletionSource<Resolution>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return end;
    }

    public override Listener Listen(IPAddress? address, int port) => throw new NotSupportedException();

    public override ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
        => throw new NotSupportedException();
}
