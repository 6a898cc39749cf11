using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Proximity.Cli.Output;

/// <summary>
/// One JSON object a line, for a program behind a pipe; <c>event</c> says which kind (docs/options.md). Everything goes to standard
/// output.
/// </summary>
internal sealed class JsonLinesFormatter : IEventFormatter
{
    /// <summary>The lines never stand in HTML; a <c>+</c> or <c>&amp;</c> of a URL stays readable.</summary>
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IEnumerable<FormattedLine> Format(ProgramEvent programEvent)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("event", Name(programEvent));
            json.WriteString("time", programEvent.Time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
            WriteMembers(json, programEvent);
            json.WriteEndObject();
        }

        return [new FormattedLine(Encoding.UTF8.GetString(buffer.WrittenSpan))];
    }

    private static string Name(ProgramEvent programEvent) => programEvent switch
    {
        StartedEvent => "started",
        FlowCompletedEvent => "flow",
        ErrorEvent => "error",
        LogEvent => "log",
        DroppedEvent => "dropped",
        StoppingEvent => "stopping",
        StoppedEvent => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(programEvent)),
    };

    private static void WriteMembers(Utf8JsonWriter json, ProgramEvent programEvent)
    {
        switch (programEvent)
        {
            case StartedEvent started:
                WriteStarted(json, started);
                break;
            case FlowCompletedEvent flow:
                WriteFlow(json, flow);
                break;
            case ErrorEvent error:
                WriteError(json, error.Error);
                break;
            case LogEvent log:
                json.WriteString("level", log.Level.ToString());
                json.WriteString("message", log.Message);
                break;
            case DroppedEvent dropped:
                json.WriteNumber("lines", dropped.Count);
                break;
            case StoppingEvent stopping:
                json.WriteString("reason", stopping.Reason);
                json.WriteNumber("drainSeconds", stopping.DrainTimeout.TotalSeconds);
                break;
            case StoppedEvent stopped:
                json.WriteNumber("flows", stopped.FlowCount);
                json.WriteNumber("prunedFlows", stopped.PrunedCount);
                json.WriteString("exportFile", stopped.ExportFile);
                break;
        }
    }

    private static void WriteStarted(Utf8JsonWriter json, StartedEvent started)
    {
        var options = started.Settings.ToProxyOptions();
        json.WriteString("address", started.Address.Bound);
        json.WriteNumber("port", started.Address.Port);
        json.WriteString("proxyUrl", started.Address.ProxyUrl);
        json.WriteString("upstreamProxy", options.UpstreamProxy is { } upstream ? Printable.WithoutPassword(upstream) : null);
        if (options.UpstreamTunnelProxy is { } tunnelProxy)
        {
            json.WriteString("upstreamTunnelProxy", Printable.WithoutPassword(tunnelProxy));
        }

        if (started.Inspector is { } inspector)
        {
            // The token is not said here: lines such as this one end in files.
            json.WriteString("inspector", inspector.ToString());
        }

        json.WriteNumber("timeout", options.Timeout.TotalSeconds);
        json.WriteBoolean("recordFlows", options.RecordFlows);
        json.WriteNumber("maxFlows", options.MaxFlows);
        json.WriteString("store", StartText.StoreOf(started.Settings));
        json.WriteNumber("maxHeaderBytes", options.MaxHeaderBytes);
        json.WriteNumber("maxConnections", started.Limits?.Connections ?? options.MaxConnections);
        json.WriteNumber("maxTunnels", started.Limits?.Tunnels ?? options.MaxTunnels);
        WriteNumberOrNull(json, "openFiles", started.Limits?.OpenFiles);
        json.WriteBoolean("persistentConnections", options.PersistentConnections);
        json.WriteBoolean("enableMITM", options.Interception is not null);
        json.WriteString("configFile", started.ConfigurationFile);
        json.WriteString("exportFile", started.Settings.ExportFile);
        WriteNumberOrNull(json, "importedFlows", started.ImportedFlows);
    }

    private static void WriteFlow(Utf8JsonWriter json, FlowCompletedEvent flowEvent)
    {
        var flow = flowEvent.Flow;
        json.WriteNumber("id", flow.Id);
        json.WriteString("clientIP", flow.ClientIP);
        WriteNumberOrNull(json, "status", FlowLine.StatusOf(flow));
        json.WriteString("method", flow.Request.Method);
        json.WriteString("url", FlowLine.UrlOf(flow));
        json.WriteString("contentType", FlowLine.ContentTypeOf(flow));
        json.WriteNumber("requestBytes", flow.RequestBytes);
        json.WriteNumber("responseBytes", flow.ResponseBytes);
        json.WriteNumber("durationMs", Math.Round(flow.Duration.TotalMilliseconds, 3));
        json.WriteString("errorCode", flow.ErrorCode);
        json.WriteString("passedThrough", flow.PassedThrough);
    }

    private static void WriteError(Utf8JsonWriter json, ProxyError error)
    {
        json.WriteString("code", error.Code);
        json.WriteString("message", ProgramWords.Translate(error.Message));
        json.WriteString("clientIP", error.ClientIP);
        json.WriteString("phase", error.Phase);
        json.WriteString("targetHost", error.TargetHost);
        WriteNumberOrNull(json, "targetPort", error.TargetPort);
        json.WriteString("method", error.Method);
        json.WriteString("url", error.Url is { } url ? Printable.WithoutUserInformation(url) : null);
        json.WriteString("error", error.Error);
    }

    private static void WriteNumberOrNull(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
