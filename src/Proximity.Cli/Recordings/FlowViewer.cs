using System.Globalization;
using Proximity.Cli.Output;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows show</c>: all that is known of one flow, for a person.</summary>
/// <param name="console">Where to.</param>
/// <param name="decoder">Takes content codings off.</param>
/// <param name="isFull">True to show bodies and messages to their end.</param>
internal sealed class FlowViewer(FlowsConsole console, ContentDecoder decoder, bool isFull)
{
    /// <summary>A person reads no more at once; the rest is counted.</summary>
    private const int MostMessages = 50;

    private const string Indent = "  ";

    private Colors Colors => console.Colors;

    public void Write(RecordedFlow recorded)
    {
        var flow = recorded.Snapshot;
        WriteSummary(recorded);
        Title("Request");
        Field(flow.Request.Method, $"{Printable.WithoutUserInformation(flow.Request.Url)} {flow.Request.Version}", " ");
        WriteHead(flow.Request.Headers, flow.Request.Body);
        WriteChange("Request head: received (-), sent (+)", HeadDifference.OfRequest(flow));
        if (flow.Response is { } response)
        {
            Title("Response");
            var code = Colors.Status(response.Status, response.Status.ToString(CultureInfo.InvariantCulture));
            Line($"{Printable.Text(response.Version)} {code} {Printable.Text(response.StatusText)}".TrimEnd());
            WriteHead(response.Headers, response.Body);
        }

        WriteChange("Response head: received (-), sent (+)", HeadDifference.OfResponse(flow));

        WriteOwnAnswer(flow);
        WriteMessages(flow);
        WriteTls(flow);
        WriteTimings(flow);
    }

    private void WriteSummary(RecordedFlow recorded)
    {
        var flow = recorded.Snapshot;
        var status = flow.AnsweredStatus ?? flow.Response?.Status;
        var time = TimeZoneInfo.ConvertTime(flow.Timestamp, console.TimeProvider.LocalTimeZone);
        var url = Printable.Text(Printable.WithoutUserInformation(ExchangeUrl.Of(flow).ToText(flow.WebSocketMessages is not null)));
        var shown = flow.Request.Method == "CONNECT" ? Printable.Text(flow.Request.Url) : url;
        var number = recorded.Number.ToString(CultureInfo.InvariantCulture);
        var code = Colors.Status(status, status?.ToString(CultureInfo.InvariantCulture) ?? "---");
        console.Text.WriteLine($"{Colors.Quiet($"#{number}")} {code} {Printable.Text(flow.Request.Method)} {shown}");
        Field("time", time.ToString("yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture));
        Field("client", flow.ClientIP.Length == 0 ? null : flow.ClientIP);
        Field("program", flow.ClientProcess);
        Field("tunnel", flow.Tunnel);
        Field("origin", flow.Details?.OriginAddress);
        Field("duration", flow.Completed ? Units.Duration(Micros(flow.Duration)) : "goes on");
        Field("from client", flow.RequestBytes > 0 ? Units.Size(flow.RequestBytes) : null);
        Field("to client", flow.ResponseBytes > 0 ? Units.Size(flow.ResponseBytes) : null);
        Field("answered by", flow.AnsweredBy);
        Field("modified", flow.Modified ? "yes" : null);
        Field("untouched", flow.PassedThrough);
        WriteNotes(recorded);
        if (flow.ErrorCode is { } error)
        {
            var reason = flow.Details?.Error is { } words ? $"{error} ({words})" : error;
            Line($"{Colors.Quiet("error:")} {Colors.Error(Printable.Text(reason))}");
        }
    }

    /// <summary>What people wrote on the flow: in the store, or in the file that it came from.</summary>
    private void WriteNotes(RecordedFlow recorded)
    {
        var notes = recorded.Notes;
        Field("mark", notes.Mark == FlowMark.None ? null : notes.Mark.ToString().ToLowerInvariant());
        Field("tags", notes.Tags.Count == 0 ? null : string.Join(", ", notes.Tags));
        Field("comment", notes.Comment);
    }

    /// <summary>What the client got where the proxy itself answered: its status is recorded; the rest follows from the error.</summary>
    private void WriteOwnAnswer(FlowSnapshot flow)
    {
        if (flow.AnsweredStatus is not { } status)
        {
            return;
        }

        Title(flow.Response is null ? "Response" : "Response to the client");
        var code = Colors.Status(status, status.ToString(CultureInfo.InvariantCulture));
        Line($"{code} {PhraseOf(status)}".TrimEnd());
        Line(Colors.Quiet("(the proxy's own answer; its fields and text are not recorded)"));
    }

    /// <summary>The registered reason phrase of a status; empty for one that has none.</summary>
    private static string PhraseOf(int status)
    {
        using var response = new HttpResponseMessage((System.Net.HttpStatusCode)Math.Clamp(status, 0, 999));
        return response.ReasonPhrase ?? "";
    }

    private void WriteHead(IReadOnlyList<KeyValuePair<string, string>> fields, FlowBody body)
    {
        foreach (var (name, value) in fields)
        {
            Field(name, value);
        }

        foreach (var line in new BodyView(decoder, console.Width, isFull).Lines(body, FieldList.First(fields, "Content-Type")))
        {
            console.Text.WriteLine(line.IsNote ? $"{Indent}{Colors.Quiet(line.Text)}" : line.Text.Length == 0 ? "" : Indent + line.Text);
        }

        foreach (var (name, value) in body.Trailers)
        {
            Field($"trailer {name}", value);
        }
    }

    /// <summary>What user code, and the proxy with it, did to a head.</summary>
    private void WriteChange(string title, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            Title(title);
            foreach (var line in lines)
            {
                Line(Printable.Text(line));
            }
        }
    }

    private void WriteMessages(FlowSnapshot flow)
    {
        if (flow.Messages.Count == 0)
        {
            return;
        }

        Title($"Messages ({flow.Messages.Count.ToString(CultureInfo.InvariantCulture)})");
        foreach (var message in flow.Messages.Take(isFull ? int.MaxValue : MostMessages))
        {
            WriteMessage(message);
        }

        var left = flow.Messages.Count - MostMessages;
        if (!isFull && left > 0)
        {
            Line(Colors.Quiet($"{left.ToString(CultureInfo.InvariantCulture)} more; --full shows them"));
        }
    }

    private void WriteMessage(FlowMessage message)
    {
        var local = TimeZoneInfo.ConvertTime(message.Time, console.TimeProvider.LocalTimeZone);
        var time = local.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var kind = message.Kind switch
        {
            MessageKind.ServerSentEvent => message.EventType is { } type ? $"event {type}" : "event",
            MessageKind.Close => $"close {message.CloseCode?.ToString(CultureInfo.InvariantCulture)}".TrimEnd(),
            MessageKind.GrpcTrailers => "trailers",
            var other => other.ToString().ToLowerInvariant(),
        };
        var state = message.State == MessageState.Passed ? "" : $", {message.State.ToString().ToLowerInvariant()}";
        var arrow = message.Direction == MessageDirection.ToOrigin ? "->" : "<-";
        var number = message.Number.ToString(CultureInfo.InvariantCulture);
        Line($"{Colors.Quiet($"{number} {time}")} {arrow} {Printable.Text(kind)} {Colors.Quiet($"({Units.Size(message.Length)}{state})")}");
        foreach (var line in BodyView.LinesOf(message, console.Width, isFull))
        {
            Line(Indent + line);
        }
    }

    private void WriteTls(FlowSnapshot flow)
    {
        if (flow.ClientTls is null && flow.OriginTls is null)
        {
            return;
        }

        Title("TLS");
        Field("client", Describe(flow.ClientTls));
        WriteCertificates(flow.ClientTls);
        Field("origin", Describe(flow.OriginTls));
        WriteCertificates(flow.OriginTls);
    }

    private void WriteCertificates(FlowTls? tls)
    {
        foreach (var shown in tls?.Certificates ?? [])
        {
            var until = shown.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            Line($"{Indent}{Colors.Quiet("certificate:")} {Printable.Text($"{shown.Subject}, by {shown.Issuer}, until {until}")}");
        }
    }

    private static string? Describe(FlowTls? tls) => tls is null ? null : string.Join(
        ", ",
        ((string?[])[tls.Protocol, tls.CipherSuite, tls.ApplicationProtocol, tls.ServerName is { } name ? $"name {name}" : null])
            .Where(part => !string.IsNullOrEmpty(part)));

    private void WriteTimings(FlowSnapshot flow)
    {
        string[] lines = [.. Waterfall.Lines(flow.Timings, flow.Duration, console.Width)];
        if (lines.Length > 0)
        {
            Title("Timings");
            Array.ForEach(lines, Line);
        }
    }

    private static double Micros(TimeSpan time) => time.Ticks / (double)TimeSpan.TicksPerMicrosecond;

    private void Title(string title)
    {
        console.Text.WriteLine();
        console.Text.WriteLine(title);
    }

    private void Line(string text) => console.Text.WriteLine(Indent + text);

    private void Field(string name, string? value, string separator = ": ")
    {
        if (value is not null)
        {
            Line($"{Colors.Quiet(Printable.Text(name) + separator.TrimEnd())} {Printable.Text(value)}".TrimEnd());
        }
    }
}
