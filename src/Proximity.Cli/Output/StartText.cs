using System.Globalization;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Output;

/// <summary>What a person reads when the proxy has started: what is in force, and a line to paste.</summary>
internal static class StartText
{
    public static IEnumerable<string> Lines(StartedEvent started)
    {
        var options = started.Settings.ToProxyOptions();
        yield return $"Proximity is listening on {Where(started.Address)}";
        yield return $"  upstream    {Upstream(options)}";
        yield return $"  clients     {Clients(options)}{((started.Settings.ProxyAuth ?? started.Settings.ProxyAuthFile) is null ? string.Empty : ", with credentials")}";
        yield return string.Create(CultureInfo.InvariantCulture, $"  time-out    {options.Timeout.TotalSeconds:0} s");
        yield return $"  recording   {Recording(options, started.ImportedFlows)}";
        if (StoreOf(started.Settings) is { } store)
        {
            yield return $"  stored in   {Printable.Text(store)}";
        }

        if (started.SignIn is { } signIn)
        {
            yield return $"  inspector   {signIn}";
        }

        yield return Limits(options, started.Limits);
        yield return $"  connections {(options.PersistentConnections ? "persistent" : "closed after one exchange")}";
        if (options.Interception is { } interception)
        {
            yield return $"  authority   {Printable.Text(interception.CaCert ?? "this installation's own")}; clients that shall trust it go to http://proximity.internal/";
        }

        foreach (var line in Files(started))
        {
            yield return line;
        }

        yield return string.Empty;
        yield return $"  curl -x {started.Address.ProxyUrl} http://example.com/";
        yield return string.Empty;
    }

    /// <summary>Where flows are kept beyond the memory, without a password; null where they are not.</summary>
    public static string? StoreOf(Settings settings)
        => settings.RecordFlows is not false && (settings.Store ?? settings.Stream) is { } address ? StoreAddress.Shown(address) : null;

    private static string Where(ListeningAddress address) => address.Bound == "*"
        ? string.Create(CultureInfo.InvariantCulture, $"port {address.Port} of all addresses; point a browser's HTTP proxy at {address.ProxyUrl}")
        : address.ProxyUrl;

    private static string Limits(ProxyOptions options, FittedLimits? fitted)
    {
        var limits = fitted ?? new FittedLimits(options.MaxConnections, options.MaxTunnels, null);
        var isFitted = limits.Connections < options.MaxConnections || limits.Tunnels < options.MaxTunnels;
        var reason = isFitted ? string.Create(CultureInfo.InvariantCulture, $", fitted to {limits.OpenFiles} open files") : string.Empty;
        var counts = string.Create(CultureInfo.InvariantCulture, $"{limits.Connections} connections, {limits.Tunnels} tunnels");
        return string.Create(CultureInfo.InvariantCulture, $"  limits      heads of at most {options.MaxHeaderBytes} bytes, {counts}{reason}");
    }

    private static string Upstream(ProxyOptions options)
    {
        var tunnels = options.UpstreamTunnelProxy is { } proxy ? $", for tunnels {Proxy(proxy)}" : string.Empty;
        var exceptions = options.UpstreamExceptions is { Count: > 0 } hosts ? $", but for {Printable.Text(string.Join(", ", hosts))}" : string.Empty;
        return Proxy(options.UpstreamProxy) + tunnels + exceptions;
    }

    private static string Proxy(string? address) => address is null or EnvironmentUpstream.Direct ? "none" : Printable.Text(Printable.WithoutPassword(address));

    private static string Clients(ProxyOptions options) => options.AllowClients is { } clients ? Printable.Text(string.Join(", ", clients)) : "loopback, link-local, private";

    private static string Recording(ProxyOptions options, int? importedFlows)
    {
        if (!options.RecordFlows)
        {
            return "off";
        }

        var imported = importedFlows is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} imported") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"the newest {options.MaxFlows} flows{imported}");
    }

    private static IEnumerable<string> Files(StartedEvent started)
    {
        (string Label, string? Path)[] files = [("configured", started.ConfigurationFile), ("export to", started.Settings.ExportFile)];
        return files.Where(file => file.Path is not null).Select(file => $"  {file.Label,-11} {Printable.Text(file.Path!)}");
    }
}
