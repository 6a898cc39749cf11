namespace Proximity;

/// <content>Where the proxy listens.</content>
public sealed partial class ProxyOptions
{
    /// <summary>The default of <see cref="Port"/>.</summary>
    public const int DefaultPort = 8080;

    private readonly List<ListenAddress> listening = [];
    private int? port;
    private bool? usesEphemeralPort;
    private (string? Address, bool IsSet) bind;

    /// <summary>
    /// The TCP port to listen on, 1..65535; default 8080. A value outside is ignored, the default used and a warning logged.
    /// <see cref="Listen(string, int)"/> is the strict form.
    /// </summary>
    public int Port
    {
        get => port ?? DefaultPort;
        set => port = value;
    }

    /// <summary>
    /// True to let the operating system choose a free port, whatever <see cref="Port"/> says; read it from <c>ProxyServer.EndPoint</c>.
    /// Default false.
    /// </summary>
    public bool UseEphemeralPort
    {
        get => usesEphemeralPort ?? false;
        set => usesEphemeralPort = value;
    }

    /// <summary>
    /// The local address to listen on, such as <c>127.0.0.1</c> or <c>::1</c>; null, the default, listens on all interfaces, IPv4 and
    /// IPv6.
    /// </summary>
    public string? Bind
    {
        get => bind.Address;
        set => bind = (value, true);
    }

    /// <summary>What <see cref="Listen(string, int)"/> was called with, each time.</summary>
    internal IReadOnlyList<ListenAddress> Listening => listening;

    /// <summary>The properties about listening that were set.</summary>
    internal IEnumerable<string> FlatListening
    {
        get
        {
            if (port is not null)
            {
                yield return nameof(Port);
            }

            if (usesEphemeralPort is not null)
            {
                yield return nameof(UseEphemeralPort);
            }

            if (bind.IsSet)
            {
                yield return nameof(Bind);
            }
        }
    }

    /// <summary>
    /// Says where to listen. What cannot be used is a problem when the proxy starts, and so are a second call and a value of
    /// <see cref="Port"/>, <see cref="Bind"/> or <see cref="UseEphemeralPort"/> beside it.
    /// </summary>
    /// <param name="address">The local address, such as <c>127.0.0.1</c> or <c>::1</c>; IPv6 may stand in brackets.</param>
    /// <param name="port">The TCP port, 1..65535; 0 lets the operating system choose a free one, which
    /// <c>ProxyServer.EndPoint</c> tells.</param>
    public void Listen(string address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        listening.Add(new ListenAddress(address, port));
    }

    /// <summary>Says on which port to listen, on all interfaces, IPv4 and IPv6.</summary>
    /// <param name="port">The TCP port, 1..65535; 0 lets the operating system choose a free one.</param>
    /// <inheritdoc cref="Listen(string, int)" path="/summary"/>
    public void Listen(int port) => listening.Add(new ListenAddress(null, port));
}
