namespace Proximity.Architecture.Tests.Namespaces;

/// <summary>
/// Who may import whom inside the engine. A layer uses the ones before it, and those beside it as long as no circle comes of it. The root
/// namespace holds the entry
/// point, which nobody inside uses, and the public data that everybody may use.
/// </summary>
internal static class NamespaceOrder
{
    private const string Root = "Proximity";

    private const string EntryPoint = "ProxyServer";

    private static readonly string[][] Layers =
    [
        ["Awaiting", "Wires", "Timing", "Telemetry"],
        ["Tls", "Access"],
        ["Origins"],
        ["Recording", "Handlers"],
        ["Exchanges"],
        ["Tunnels"],
        ["WebSockets"],
        ["Forwarding"],
        ["Pipeline"],
        ["Serving"],
        ["Hosting"],
    ];

    public static IEnumerable<string> Violations(IReadOnlyCollection<TypeUse> uses)
    {
        var ours = uses.Where(use => IsOurs(use.User) && IsOurs(use.Used) && Segment(use.User) != Segment(use.Used)).ToList();
        var strangers = ours.SelectMany(use => new[] { use.User, use.Used }).Where(type => Layer(type) is null).Distinct()
            .Select(type => $"{type}: its namespace has no place in the order of NamespaceOrder");
        var upward = ours.Where(use => Layer(use.User) < Layer(use.Used) && !IsPublicData(use.Used)).Select(Describe);
        return strangers.Concat(upward).Concat(Circles([.. ours.Where(use => Layer(use.User) == Layer(use.Used))]));
    }

    /// <summary>Every use that is part of a circle within one layer.</summary>
    private static IEnumerable<string> Circles(List<TypeUse> uses)
    {
        var reachable = uses.Select(use => (From: Segment(use.User), To: Segment(use.Used))).ToHashSet();
        while (reachable.SelectMany(first => reachable.Where(second => first.To == second.From).Select(second => (first.From, second.To))).ToList() is var further
            && !reachable.IsSupersetOf(further))
        {
            reachable.UnionWith(further);
        }

        return uses.Where(use => reachable.Contains((Segment(use.Used), Segment(use.User)))).Select(use => $"{Describe(use)} (a circle)");
    }

    private static bool IsOurs(TypeName type) => type.Namespace == Root || type.Namespace.StartsWith(Root + ".", StringComparison.Ordinal);

    private static bool IsPublicData(TypeName type) => type is { Namespace: Root, IsPublic: true } && type.Name != EntryPoint;

    private static int? Layer(TypeName type)
    {
        var layer = type.Namespace == Root ? Layers.Length : Array.FindIndex(Layers, names => names.Contains(Segment(type)));
        return layer < 0 ? null : layer;
    }

    private static string Segment(TypeName type) => type.Namespace == Root ? string.Empty : type.Namespace.Split('.')[1];

    private static string Describe(TypeUse use) => $"{use.User.Namespace} → {use.Used.Namespace}: {use.User.Name} uses {use.Used.Name}";
}
