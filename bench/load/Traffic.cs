namespace Proximity.Load;

/// <summary>Clients that make random requests for a while.</summary>
internal sealed class Traffic(ProxyProcess proxy, TestOrigin origin, int clients)
{
    /// <summary>Runs the clients and calls back every ten seconds; returns how many exchanges were right, and what was wrong.</summary>
    public async Task<(long Right, List<string> Wrong)> RunAsync(int seed, TimeSpan duration, Action? sample)
    {
        using var end = new CancellationTokenSource(duration);
        SoakClient[] all = [.. Enumerable.Range(0, clients).Select(number => new SoakClient(proxy.EndPoint, origin.EndPoint, new Random((seed * 1000) + number)))];
        var running = Task.WhenAll(all.Select(client => Task.Run(() => client.RunAsync(end.Token))));
        while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(10))) != running)
        {
            sample?.Invoke();
        }

        await running;
        Array.ForEach(all, client => client.Dispose());
        return (all.Sum(client => client.Right), [.. all.SelectMany(client => client.Wrong)]);
    }
}
