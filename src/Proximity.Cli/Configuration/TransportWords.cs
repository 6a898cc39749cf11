namespace Proximity.Cli.Configuration;

/// <summary>What the values of <see cref="Transport"/> are called on the command line and in the file.</summary>
internal static class TransportWords
{
    public static IReadOnlyDictionary<string, Transport> All { get; } = new Dictionary<string, Transport>(StringComparer.OrdinalIgnoreCase)
    {
        ["automatic"] = Transport.Automatic,
        ["sockets"] = Transport.Sockets,
        ["epoll"] = Transport.Epoll,
    };
}
