using System.Net;
using System.Text;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>Makes sure that a contestant that is to replace a word in long bodies does so, and then puts load on it.</summary>
internal sealed class ReplacedWord(IGenerator load) : IGenerator
{
    private const int Words = 64;

    private const string Other = "haystacks";

    private const string Changers = "-transform";

    /// <summary>What each KiB of a long body has once.</summary>
    public static ReadOnlySpan<byte> Word => "needle"u8;

    public async Task<LoadResult> RunAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        await RequireAsync(proxy, cancellationToken);
        return await load.RunAsync(proxy, duration, cancellationToken);
    }

    /// <summary>Throws when words that should be replaced are not.</summary>
    public static async Task RequireAsync(RunningProxy proxy, CancellationToken cancellationToken)
    {
        if (!proxy.Contestant.Name.EndsWith(Changers, StringComparison.Ordinal))
        {
            return;
        }

        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy($"http://{proxy.Http}") });
        var text = await client.GetStringAsync(new Uri($"http://{proxy.Setting.Origin}/chunked/{Words * 1024}"), cancellationToken);
        var replaced = text.Split(Other).Length - 1;
        if (replaced != Words || text.Contains(Encoding.ASCII.GetString(Word), StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{proxy.Contestant.Name} replaces {replaced} words of {Words}.");
        }
    }
}
