using System.Net;
using System.Net.Sockets;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

public class NameResolverTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LookUpThatHangs_IsGivenUp_AndHoldsItsPlaceUntilTheSystemIsDone()
    {
        using var release = new ManualResetEventSlim();
        var resolver = new NameResolver(_ =>
        {
            release.Wait(TestEnd);
            return [IPAddress.Loopback];
        });
        using var enough = new CancellationTokenSource();
        Task<Resolution>[] hanging = [.. Enumerable.Range(0, NameResolver.MaxLookups).Select(_ => resolver.ResolveAsync("slow.test", enough.Token).AsTask())];
        await enough.CancelAsync();
        Assert.All(await Task.WhenAll(hanging), resolution => Assert.IsAssignableFrom<OperationCanceledException>(resolution.Cause));

        ValueTask<Resolution> next = resolver.ResolveAsync("next.test", TestEnd);
        Assert.False(next.IsCompleted);
        release.Set();
        Assert.Equal([IPAddress.Loopback], (await next).Addresses);
    }

    [Fact]
    public async Task Failure_IsTheCause()
    {
        var resolver = new NameResolver(_ => throw new SocketException((int)SocketError.HostNotFound));
        Resolution resolution = await resolver.ResolveAsync("nowhere.test", TestEnd);
        Assert.Empty(resolution.Addresses);
        Assert.IsType<SocketException>(resolution.Cause);
    }
}
