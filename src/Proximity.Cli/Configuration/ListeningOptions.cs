using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.Configuration;

/// <summary>Where the proxy listens.</summary>
internal static class ListeningOptions
{
    public static OptionGroup Group { get; } = new("Listening",
    [
        new NumberRow
        {
            Name = "--port",
            Key = "port",
            Setting = nameof(Settings.Port),
            Member = nameof(ProxyOptions.Port),
            Range = IntegerRange.Port,
            ValueName = "port",
            Text = "The port to listen on, 1..65535.",
            Default = "8080",
            IsForListeners = true,
            Sets = (options, port) => options.Port = port,
        },
        new FlagRow
        {
            Name = "--ephemeral-port",
            Setting = nameof(Settings.EphemeralPort),
            Member = nameof(ProxyOptions.UseEphemeralPort),
            Text = "Let the operating system choose a free port; the started line says which.",
            IsForListeners = true,
            Sets = (options, value) => options.UseEphemeralPort = value,
        },
        new TextRow
        {
            Name = "--bind",
            Key = "bind",
            Setting = nameof(Settings.Bind),
            Member = nameof(ProxyOptions.Bind),
            ValueName = "address",
            Text = "The local address to listen on, or a name of one: 127.0.0.1, ::1, localhost.",
            Default = "all addresses",
            IsForListeners = true,
            Sets = (options, address) => options.Bind = address,
        },
        new WordRow<Transport>
        {
            Name = "--transport",
            Key = "transport",
            Setting = nameof(Settings.Transport),
            Member = nameof(ProxyOptions.Transport),
            Words = TransportWords.All,
            Text = "How sockets are waited for: automatic, sockets (portable), or epoll (Linux, without io_uring).",
            Default = "automatic",
            Sets = (options, transport) => options.Transport = transport,
        },
    ]);
}
