using System.Diagnostics;

namespace Proximity.Load;

/// <summary>Mixed traffic for a while; prints how memory, descriptors and threads of the proxy went.</summary>
internal static class Soak
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);

    /// <summary>The pipes that the proxy keeps to use again, two descriptors each: how many it needed at a time differs from run to run.</summary>
    private const int KeptPipes = 2 * 32;

    /// <summary>0 when every exchange was right and every descriptor came back.</summary>
    public static async Task<int> RunAsync(string? program, TimeSpan duration, int clients, int seed)
    {
        using var origin = new TestOrigin();
        var proxy = await ProxyProcess.StartAsync(program, "--timeout", "5", "--origin-idle-timeout", "2");
        await using var _ = proxy;

        // The heap finds its size, and the code its last shape, before the first measurement.
        var traffic = new Traffic(proxy, origin, clients);
        var warm = await traffic.RunAsync(seed, duration < WarmUp ? duration : WarmUp, sample: null);
        await Task.Delay(Settling);
        var before = (proxy.ResidentKiB, proxy.Descriptors, proxy.Threads);
        Console.WriteLine($"after the warm-up: {before.ResidentKiB} KiB resident, {before.Descriptors} descriptors, {before.Threads} threads");

        var samples = new List<(double Minutes, double KiB)>();
        var watch = Stopwatch.StartNew();
        var run = await traffic.RunAsync(seed + 1, duration, () =>
        {
            samples.Add((watch.Elapsed.TotalMinutes, proxy.ResidentKiB));
            Console.WriteLine($"{watch.Elapsed.TotalSeconds,6:0} s  {proxy.ResidentKiB} KiB  {proxy.Descriptors} descriptors  {proxy.Threads} threads");
        });
        await Task.Delay(Settling);

        foreach (var wrong in warm.Wrong.Concat(run.Wrong))
        {
            Console.WriteLine("WRONG: " + wrong);
        }

        var descriptors = proxy.Descriptors;
        Console.WriteLine($"{run.Right} exchanges right, {run.Wrong.Count} wrong, in {watch.Elapsed.TotalMinutes:0.0} minutes");
        Console.WriteLine($"at the end: {proxy.ResidentKiB} KiB resident ({proxy.ResidentKiB - before.ResidentKiB:+0;-0;0}), {descriptors} descriptors ({descriptors - before.Descriptors:+0;-0;0}), {proxy.Threads} threads");
        Console.WriteLine($"slope of resident memory: {Line.Slope(samples):0.0} KiB a minute, over the second half {Line.Slope([.. samples.Skip(samples.Count / 2)]):0.0}");
        return run.Wrong.Count + warm.Wrong.Count == 0 && descriptors <= before.Descriptors + KeptPipes ? 0 : 1;
    }
}
