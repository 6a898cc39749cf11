using System.Globalization;
using System.Text;
using System.Xml;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Formats.Saz;

/// <summary>The XML of a session: sixteen times, and flags by their names.</summary>
internal sealed record SazMetadata
{
    private const string ErrorFlag = "x-proximity-error";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffffK";

    private static readonly XmlReaderSettings ReaderSettings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
    };

    private static readonly XmlWriterSettings WriterSettings = new()
    {
        Encoding = new UTF8Encoding(false),
        Indent = true,
        CheckCharacters = false,
    };

    /// <summary>When the client's request began; null when the file does not say it.</summary>
    public DateTimeOffset? Begun { get; private set; }

    public TimeSpan Duration { get; private set; }

    public FlowTimings Timings { get; private set; }

    public TimeSpan? Tls { get; private set; }

    public string ClientIP { get; private set; } = string.Empty;

    public string? OriginAddress { get; private set; }

    public string? Comment { get; private set; }

    public FlowMark Mark { get; private set; }

    /// <summary>The client's program; null when the file does not say it.</summary>
    public string? Program { get; private set; }

    /// <summary>Why the exchange failed, in our own archives; null when it went well, and in others.</summary>
    public string? Error { get; private set; }

    public static byte[] Write(FlowSnapshot flow, int number)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, WriterSettings))
        {
            xml.WriteStartElement("Session");
            xml.WriteAttributeString("SID", number.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("BitFlags", "0");
            WriteTimers(xml, flow);
            xml.WriteStartElement("PipeInfo");
            xml.WriteEndElement();
            xml.WriteStartElement("SessionFlags");
            WriteFlag(xml, "x-clientip", flow.ClientIP);
            WriteFlag(xml, "x-hostip", flow.Details?.OriginAddress);
            WriteFlag(xml, "ui-comments", flow.Details?.Comment);
            WriteFlag(xml, "ui-color", AnnotationText.Of(flow.Details?.Mark ?? FlowMark.None));
            WriteFlag(xml, "x-processinfo", flow.ClientProcess);
            WriteFlag(xml, ErrorFlag, flow.Details?.Error ?? flow.ErrorCode);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    /// <summary>What the XML says; nothing of it when it is broken.</summary>
    public static SazMetadata Read(Stream stream)
    {
        var read = new SazMetadata();
        try
        {
            using var xml = XmlReader.Create(stream, ReaderSettings);
            while (xml.Read())
            {
                read.Take(xml);
            }
        }
        catch (XmlException)
        {
            // Times and flags are not worth losing the session for.
        }

        return read;
    }

    private static void WriteTimers(XmlWriter xml, FlowSnapshot flow)
    {
        FlowTimings timings = flow.Timings;
        DateTimeOffset done = flow.Timestamp + flow.Duration;
        DateTimeOffset answered = done - timings.Receive;
        DateTimeOffset sent = answered - timings.Wait;
        TimeSpan tls = Whole(flow.Details?.Tls ?? TimeSpan.Zero);
        TimeSpan tcp = Whole(timings.Connect - (flow.Details?.Tls ?? TimeSpan.Zero));
        DateTimeOffset connected = flow.Timestamp + Whole(timings.Dns) + tcp + tls;
        xml.WriteStartElement("SessionTimers");
        WriteTime(xml, flow.Timestamp, "ClientConnected", "ClientBeginRequest", "GotRequestHeaders", "ClientDoneRequest");
        WriteMilliseconds(xml, "GatewayTime", TimeSpan.Zero);
        WriteMilliseconds(xml, "DNSTime", timings.Dns);
        WriteMilliseconds(xml, "TCPConnectTime", tcp);
        WriteMilliseconds(xml, "HTTPSHandshakeTime", tls);
        WriteTime(xml, connected, "ServerConnected");
        WriteTime(xml, sent - timings.Send, "FiddlerBeginRequest");
        WriteTime(xml, sent, "ServerGotRequest");
        WriteTime(xml, answered, "ServerBeginResponse", "GotResponseHeaders");
        WriteTime(xml, done, "ServerDoneResponse");
        WriteTime(xml, answered, "ClientBeginResponse");
        WriteTime(xml, done, "ClientDoneResponse");
        xml.WriteEndElement();
    }

    /// <summary>Whole milliseconds, as the file has them: what is added up of them is the same when it is read back.</summary>
    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromMilliseconds(Math.Max(0, (long)span.TotalMilliseconds));

    private static void WriteTime(XmlWriter xml, DateTimeOffset time, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            xml.WriteAttributeString(name, time.ToString(TimeFormat, CultureInfo.InvariantCulture));
        }
    }

    private static void WriteMilliseconds(XmlWriter xml, string name, TimeSpan span)
        => xml.WriteAttributeString(name, Math.Max(0, (long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));

    private static void WriteFlag(XmlWriter xml, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            xml.WriteStartElement("SessionFlag");
            xml.WriteAttributeString("N", name);
            xml.WriteAttributeString("V", value);
            xml.WriteEndElement();
        }
    }

    private void Take(XmlReader xml)
    {
        if (xml is { NodeType: XmlNodeType.Element, Name: "SessionTimers" })
        {
            TakeTimers(xml);
        }
        else if (xml is { NodeType: XmlNodeType.Element, Name: "SessionFlag" })
        {
            TakeFlag(xml.GetAttribute("N"), xml.GetAttribute("V"));
        }
    }

    private void TakeTimers(XmlReader xml)
    {
        DateTimeOffset? done = Time(xml, "ClientDoneResponse") ?? Time(xml, "ServerDoneResponse");
        DateTimeOffset? answered = Time(xml, "ServerBeginResponse");
        DateTimeOffset? sent = Time(xml, "ServerGotRequest");
        TimeSpan tls = Milliseconds(xml, "HTTPSHandshakeTime");
        Begun = Time(xml, "ClientBeginRequest") ?? Time(xml, "ClientConnected");
        Duration = Span(Begun, done);
        Tls = tls > TimeSpan.Zero ? tls : null;
        Timings = new FlowTimings(
            Milliseconds(xml, "DNSTime"),
            Milliseconds(xml, "TCPConnectTime") + tls,
            Span(Time(xml, "FiddlerBeginRequest"), sent),
            Span(sent, answered),
            Span(answered, done));
    }

    private void TakeFlag(string? name, string? value)
    {
        switch (name?.ToLowerInvariant())
        {
            case "x-clientip":
                const string Mapped = "::ffff:";
                ClientIP = value is not null && value.StartsWith(Mapped, StringComparison.OrdinalIgnoreCase)
                    ? value[Mapped.Length..]
                    : value ?? string.Empty;
                break;
            case "x-hostip":
                OriginAddress = value?.Trim('[', ']');
                break;
            case "ui-comments":
                Comment = value;
                break;
            case "ui-color":
                Mark = MarkOf(value);
                break;
            case "x-processinfo":
                Program = value;
                break;
            case ErrorFlag:
                Error = value;
                break;
        }
    }

    /// <summary>Fiddler takes any colour of HTML: its menu has gold, rules may have others, which are grey here.</summary>
    private static FlowMark MarkOf(string? color) => color?.Trim().ToLowerInvariant() switch
    {
        null or "" => FlowMark.None,
        "gold" => FlowMark.Yellow,
        var name => AnnotationText.MarkOf(name) is not FlowMark.None and var known ? known : FlowMark.Grey,
    };

    private static TimeSpan Span(DateTimeOffset? from, DateTimeOffset? to)
        => to - from is { } span && span > TimeSpan.Zero ? span : TimeSpan.Zero;

    /// <summary>A time that did not come is written as the year 1.</summary>
    private static DateTimeOffset? Time(XmlReader xml, string name)
        => DateTimeOffset.TryParse(
            xml.GetAttribute(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time)
            && time.Year > 1
                ? time
                : null;

    private static TimeSpan Milliseconds(XmlReader xml, string name)
        => int.TryParse(xml.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.Zero;
}
