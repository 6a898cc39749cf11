using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Heads;

/// <summary>What of a head must reach the next hop, found the plain way, with strings and sets, beside the writer's own.</summary>
internal static class HeadMeaning
{
    /// <summary>RFC 9110 §7.6.1 and §11.7: what belongs to this connection, or to this proxy.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade", "Proxy-Authorization", "Proxy-Authenticate", "Proxy-Authentication-Info",
    };

    /// <summary>Fields that are understood and written anew, and compared by that.</summary>
    private static readonly HashSet<string> Understood = new(StringComparer.OrdinalIgnoreCase) { "Host", "Content-Length", "Transfer-Encoding" };

    /// <summary>The fields that pass on untouched, in order.</summary>
    public static List<KeyValuePair<string, string>> PassedOn(Head head)
    {
        HashSet<string> named = new(Options(head), StringComparer.OrdinalIgnoreCase);
        return [.. All(head).Where(field => !Own.Contains(field.Key) && !Understood.Contains(field.Key) && !named.Contains(field.Key))];
    }

    /// <summary>The values of one field, in order.</summary>
    public static List<string> Values(Head head, string name) =>
        [.. All(head).Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];

    /// <summary>The proxy's own condition for passing Upgrade on (RFC 9110 §7.8).</summary>
    public static bool WantsUpgrade(RequestHead head) => head.VersionMinor >= 1 && head.Has(FieldKind.Upgrade) && head.HasConnectionOption("upgrade"u8);

    /// <summary>The proxy's own condition for passing on a length or coding that frames nothing (RFC 9110 §8.6).</summary>
    public static bool DeclaresOnly(ResponseHead head, MethodKind method) => method == MethodKind.Head || head.Status == 304;

    public static void DemandSame<T>(List<T> expected, List<T> actual, string what) =>
        Demand.True(expected.SequenceEqual(actual), $"{what}: [{string.Join(" | ", expected)}] became [{string.Join(" | ", actual)}]");

    private static IEnumerable<string> Options(Head head) => Values(head, "Connection").SelectMany(value => value.Split(',')).Select(option => option.Trim(' ', '\t'));

    private static List<KeyValuePair<string, string>> All(Head head)
    {
        List<KeyValuePair<string, string>> all = [];
        foreach (HeadField field in head.Fields)
        {
            all.Add(new(Encoding.Latin1.GetString(head.Name(field)), Encoding.Latin1.GetString(head.Value(field))));
        }

        return all;
    }
}
