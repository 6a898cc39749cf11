using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.CommandLine;

/// <summary>The command line of <c>proximity</c>: its options, and the settings that a parsed line says.</summary>
internal sealed class ProximityCommand
{
    private readonly Option<int?> port = Options.Integer("--port", "The port to listen on, 1..65535 (default: 8080).", "port", IntegerRange.Port);
    private readonly Option<bool> ephemeralPort = Options.Flag("--ephemeral-port", "Let the operating system choose a free port; the started line says which.");
    private readonly Option<string?> bind = Options.Text("--bind", "The local address to listen on, such as 127.0.0.1 or ::1 (default: all addresses).", "address");
    private readonly Option<string[]> allowClient = Options.Texts("--allow-client", "A client address, CIDR range or preset (loopback, link-local, private, all) that may use the proxy; may be repeated (default: the first three presets).", "address");
    private readonly Option<string[]> allowTarget = Options.Texts("--allow-target", "A host pattern, address, CIDR range or preset (loopback, link-local, private, metadata, all), with :ports or without, that may be reached; may be repeated (default: everything).", "target");
    private readonly Option<string[]> denyTarget = Options.Texts("--deny-target", "A target that may not be reached, written as for --allow-target, over which it wins; may be repeated (default: loopback and metadata for clients of other machines; none denies nothing).", "target");
    private readonly Option<string[]> connectPort = Options.Texts("--connect-port", "A port or range that CONNECT may go to; may be repeated (default: all).", "ports");
    private readonly Option<string?> proxyAuth = Options.Text("--proxy-auth", "Serve only clients that bring these credentials, user:password. Other users may see a command line: PROXIMITY_PROXY_AUTH in the environment does the same.", "credentials");
    private readonly Option<string?> proxyAuthFile = Options.Text("--proxy-auth-file", "Serve only clients that bring credentials of this file: htpasswd lines with bcrypt hashes, or user:password.", "file");
    private readonly Option<string?> via = Options.Text("--via", "Add Via with this name to what is forwarded, and refuse requests that come back with it (default: none).", "name");
    private readonly Option<ForwardedField?> forwarded = Options.Word("--forwarded", "The fields in which the client's address is sent on (default: none).", ForwardedWords.All);
    private readonly Option<string[]> redact = Options.OptionalTexts("--redact", "Mask secrets in exported flows: the usual fields and query parameters, and those named here, a query parameter as ?name (default: nothing is masked).", "name");
    private readonly Option<bool> verbose = Options.Flag("--verbose", "Print one line for each completed flow, and diagnostics.");
    private readonly Option<int?> timeout = Options.Integer("--timeout", "How long a connection may be silent, 1..300 seconds (default: 30).", "seconds", IntegerRange.TimeoutSeconds);
    private readonly Option<int?> headTimeout = Options.Integer("--head-timeout", "How long a request head may take in all, 1..300 seconds (default: 60).", "seconds", IntegerRange.TimeoutSeconds);
    private readonly Option<int?> connectTimeout = Options.Integer("--connect-timeout", "How long looking up a name and connecting may take, 1..300 seconds (default: 10).", "seconds", IntegerRange.TimeoutSeconds);
    private readonly Option<int?> minDataRate = Options.Integer("--min-data-rate", "What a client must move of a body, in bytes a second over thirty seconds; 0 for any rate (default: 240).", "rate", IntegerRange.FromZero);
    private readonly Option<int?> maxConnections = Options.Integer("--max-connections", "The most clients connected at a time; further ones wait (default: 16384).", "count", IntegerRange.FromOne);
    private readonly Option<int?> maxConnectionsPerClient = Options.Integer("--max-connections-per-client", "The most connections of one client; further ones are answered 503 (default: 1000, and no limit for this machine's own).", "count", IntegerRange.FromOne);
    private readonly Option<int?> maxTunnels = Options.Integer("--max-tunnels", "The most tunnels at a time; further ones are answered 503 (default: 10000).", "count", IntegerRange.FromOne);
    private readonly Option<int?> originIdleTimeout = Options.Integer("--origin-idle-timeout", "How long an unused origin connection is kept, 0..86400 seconds (default: 60).", "seconds", IntegerRange.IdleSeconds);
    private readonly Option<int?> maxIdlePerRoute = Options.Integer("--max-idle-per-route", "The most unused origin connections kept for one route (default: 512).", "count", IntegerRange.FromZero);
    private readonly Option<int?> maxIdle = Options.Integer("--max-idle", "The most unused origin connections kept in all (default: 1024).", "count", IntegerRange.FromZero);
    private readonly Option<string?> upstream = Options.Text("--upstream", "The proxy to send everything through: host:port or http://user:password@host:port.", "proxy");
    private readonly Option<bool> record = Options.Flag("--record", "Keep flows in memory (the default).");
    private readonly Option<bool> noRecord = Options.Flag("--no-record", "Keep no flows; there are no flow lines and nothing to export then.");
    private readonly Option<int?> maxFlows = Options.Integer("--max-flows", "The most flows kept, 1 or more; the newest stay (default: 1000).", "count", IntegerRange.MaxFlows);
    private readonly Option<int?> maxWebSocketRecordBytes = Options.Integer("--max-websocket-record-bytes", "The most payload bytes of WebSocket messages kept for a flow; 0 for none (default: 262144).", "bytes", IntegerRange.FromZero);
    private readonly Option<int?> maxHeaderBytes = Options.Integer("--max-header-bytes", "The most bytes of a message head, 1024..16777216 (default: 65536).", "bytes", IntegerRange.MaxHeaderBytes);
    private readonly Option<int?> maxHeaderFields = Options.Integer("--max-header-fields", "The most field lines of a message head, 16..65536 (default: 1000).", "count", IntegerRange.MaxHeaderFields);
    private readonly Option<Strictness?> strictness = Options.Word("--strictness", "Whether message heads that break the grammar without doubt about their framing are refused, strict, or mended, lenient (default: strict).", StrictnessWords.All);
    private readonly Option<Transport?> transport = Options.Word("--transport", "How sockets are waited for: automatic, sockets (portable), or epoll (Linux, without io_uring; default: automatic).", TransportWords.All);
    private readonly Option<bool> noPersistent = Options.Flag("--no-persistent", "Close every connection after one exchange.");
    private readonly Option<string?> exportFile = Options.Text("--export-file", "Write the flows to this JSON file when the program stops.", "file");
    private readonly Option<string?> importFile = Options.Text("--import-file", "Read flows from this JSON file before the program starts to serve.", "file");
    private readonly Option<bool> mitm = Options.Flag("--mitm", "Look into HTTPS: open tunnels with certificates that this proxy's authority signs, which clients must trust; http://proximity.local/ through the proxy helps them to.");
    private readonly Option<string?> caCert = Options.Text("--ca-cert", "The authority's certificate, a PEM or PKCS#12 file (default: an authority of this installation's own, made on first use).", "file");
    private readonly Option<string?> caKey = Options.Text("--ca-key", "The authority's private key, a PEM file, when it is not in the certificate's.", "file");
    private readonly Option<string?> caPassword = Options.Secret("--ca-password", "The key's password. Other users may see a command line: PROXIMITY_CA_PASSWORD in the environment does the same.", "password");
    private readonly Option<string?> config = Options.Text("--config", "Read this configuration file instead of the one in your configuration folder.", "file");

    private readonly InterceptionCommandOptions interception = new();

    public ProximityCommand()
    {
        Root = new RootCommand("A programmable HTTP forward proxy.")
        {
            Action = new OwnAction(),
        };
        foreach (var option in (Option[])
        [
            port, ephemeralPort, bind, allowClient, allowTarget, denyTarget, connectPort, proxyAuth, proxyAuthFile, via, forwarded, redact, verbose, timeout, headTimeout, connectTimeout,
            minDataRate, maxConnections, maxConnectionsPerClient, maxTunnels, originIdleTimeout, maxIdlePerRoute, maxIdle, upstream, record, noRecord, maxFlows, maxHeaderBytes, noPersistent,
            maxHeaderFields, strictness, transport, maxWebSocketRecordBytes,
            exportFile, importFile, mitm, caCert, caKey, caPassword, config, .. interception.All,
        ])
        {
            Root.Options.Add(option);
        }

        Ca = new AuthorityCommand([caCert, caKey, caPassword, interception.CaFolder, config]);
        Run = new RunCommand(Root.Options.Except(OfListeners).Where(option => option is not (HelpOption or VersionOption)));
        Root.Subcommands.Add(Ca.Command);
        Root.Subcommands.Add(Run.Command);
        foreach (var command in (Command[])[Run.Command, .. Ca.Command.Subcommands])
        {
            command.Validators.Add(RefuseUnusedOptions);
        }

        Root.Validators.Add(result => Options.Exclude(result, record, noRecord));
        Run.Command.Validators.Add(result => Options.Exclude(result, record, noRecord));
        Root.Validators.Add(result => Options.Exclude(result, port, ephemeralPort));
        foreach (var option in Root.Options.OfType<HelpOption>())
        {
            option.Action = new NamedHelp((HelpAction)option.Action!);
        }
    }

    /// <summary>The command for the parser.</summary>
    public RootCommand Root { get; }

    /// <summary>The command <c>ca</c>.</summary>
    public AuthorityCommand Ca { get; }

    /// <summary>The command <c>run</c>.</summary>
    public RunCommand Run { get; }

    /// <summary>Parses a line. No <c>@file</c> responses: a password may begin with that character.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => Root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>The configuration file that the line names, or null.</summary>
    public string? ConfigurationPath(ParseResult line) => line.GetValue(config);

    /// <summary>What the line says; it must have parsed without errors.</summary>
    public Settings Read(ParseResult line) => new()
    {
        Port = line.GetValue(port),
        EphemeralPort = Options.Said(line, ephemeralPort),
        Bind = line.GetValue(bind),
        AllowClients = Options.Said(line, allowClient),
        AllowTargets = Options.Said(line, allowTarget),
        DenyTargets = Options.Said(line, denyTarget) is ["none"] ? [] : Options.Said(line, denyTarget),
        ConnectPorts = Options.Said(line, connectPort),
        ProxyAuth = line.GetValue(proxyAuth),
        ProxyAuthFile = line.GetValue(proxyAuthFile),
        Via = line.GetValue(via),
        Forwarded = line.GetValue(forwarded),
        Redact = line.GetResult(redact) is { Implicit: false } ? line.GetValue(redact) ?? [] : null,
        Verbose = Options.Said(line, verbose),
        TimeoutSeconds = line.GetValue(timeout),
        HeadTimeoutSeconds = line.GetValue(headTimeout),
        ConnectTimeoutSeconds = line.GetValue(connectTimeout),
        MinDataRate = line.GetValue(minDataRate),
        MaxConnections = line.GetValue(maxConnections),
        MaxConnectionsPerClient = line.GetValue(maxConnectionsPerClient),
        MaxTunnels = line.GetValue(maxTunnels),
        OriginIdleTimeoutSeconds = line.GetValue(originIdleTimeout),
        MaxIdleOriginConnectionsPerRoute = line.GetValue(maxIdlePerRoute),
        MaxIdleOriginConnections = line.GetValue(maxIdle),
        Upstream = line.GetValue(upstream),
        RecordFlows = Options.Said(line, record) ?? !Options.Said(line, noRecord),
        MaxFlows = line.GetValue(maxFlows),
        MaxWebSocketRecordBytes = line.GetValue(maxWebSocketRecordBytes),
        MaxHeaderBytes = line.GetValue(maxHeaderBytes),
        MaxHeaderFields = line.GetValue(maxHeaderFields),
        Strictness = line.GetValue(strictness),
        Transport = line.GetValue(transport),
        PersistentConnections = !Options.Said(line, noPersistent),
        ExportFile = line.GetValue(exportFile),
        ImportFile = line.GetValue(importFile),
        Mitm = Options.Said(line, mitm),
        CaCert = line.GetValue(caCert),
        CaKey = line.GetValue(caKey),
        CaPassword = line.GetValue(caPassword),
        Interception = interception.Read(line),
    };

    /// <summary>What a proxy for one command has no use for: it listens on the loopback, where the system lets it, and looks into HTTPS unless told not to.</summary>
    private Option[] OfListeners => [port, ephemeralPort, bind, allowClient, proxyAuth, proxyAuthFile, mitm, maxConnections, maxConnectionsPerClient];

    /// <summary>An option of the proxy may stand before a command too, when it is one of the command's as well.</summary>
    private static void RefuseUnusedOptions(CommandResult line)
    {
        var known = line.Command.Options.ToHashSet();
        for (var outer = line.Parent as CommandResult; outer is not null; outer = outer.Parent as CommandResult)
        {
            foreach (var option in outer.Children.OfType<OptionResult>().Where(option => !option.Implicit && !known.Contains(option.Option)))
            {
                line.AddError($"{option.Option.Name} has no meaning for this command.");
            }
        }
    }
}
