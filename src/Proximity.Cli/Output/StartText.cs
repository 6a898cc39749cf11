using System.Globalization;

namespace Proximity.Cli.Output;

/// <summary>What a person reads when the proxy has started: what is in force, and a line to paste.</summary>
internal static class StartText
{
    public static IEnumerable<string> Lines(StartedEvent started)
    {
        var options = started.Settings.ToProxyOptions();
        yield return $"Proximity is listening on {Where(started.Address)}";
        yield return $"  upstream    {(options.UpstreamProxy is { } upstream ? Printable.Text(Printable.WithoutPassword(upstream)) : "none")}";
        yield return $"  clients     {Clients(options)}{((started.Settings.ProxyAuth ?? started.Settings.ProxyAuthFile) is null ? string.Empty : ", with credentials")}";
        yield return string.Create(CultureInfo.InvariantCulture, $"  time-out    {options.Timeout.TotalSeconds:0} s");
        yield return $"  recording   {Recording(options, started.ImportedFlows)}";
        yield return string.Create(CultureInfo.InvariantCulture, $"  limits      heads of at most {options.MaxHeaderBytes} bytes, {options.MaxConnections} connections, {options.MaxTunnels} tunnels");
        yield return $"  connections {(options.PersistentConnections ? "persistent" : "closed after one exchange")}";
        if (options.Interception is { } interception)
        {
            yield return $"  authority   {Printable.Text(interception.CaCert ?? "this installation's own")}; clients that shall trust it go to http://proximity.local/";
        }

        foreach (var line in Files(started))
        {
            yield return line;
        }

        yield return string.Empty;
        yield return $"  curl -x {started.Address.ProxyUrl} http://example.com/";
        yield return string.Empty;
    }

    private static string Where(ListeningAddress address) => address.Bound == "*"
        ? string.Create(CultureInfo.InvariantCulture, $"port {address.Port} of all addresses; point a browser's HTTP proxy at {address.ProxyUrl}")
        : address.ProxyUrl;

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
