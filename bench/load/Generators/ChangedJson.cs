using System.Net;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>Makes sure that a contestant that is to change JSON does so, and then puts load on it.</summary>
internal sealed class ChangedJson(IGenerator load) : IGenerator
{
    /// <summary>What is asked for.</summary>
    public const string Path = "/json/1024";

    private const string Changers = "-json";

    public async Task<LoadResult> RunAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (proxy.Contestant.Name.EndsWith(Changers, StringComparison.Ordinal))
        {
            using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy($"http://{proxy.Http}") });
            var json = await client.GetStringAsync(new Uri($"http://{proxy.Setting.Origin}{Path}"), cancellationToken);
            if (!json.Contains("changed", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{proxy.Contestant.Name} does not change what it should: {json[..20]}");
            }
        }

        return await load.RunAsync(proxy, duration, cancellationToken);
    }
}
