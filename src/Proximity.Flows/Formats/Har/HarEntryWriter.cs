using System.Globalization;
using System.Text.Json;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Formats.Har;

/// <summary>Writes one flow as an entry. Numbers are always written: readers lose the whole file over a missing one.</summary>
internal sealed class HarEntryWriter(ContentDecoder decoder, FormatLosses losses)
{
    private const string ConnectMethod = "CONNECT";

    private const FlowAspects Carried = FlowAspects.All
        & ~(FlowAspects.Trailers | FlowAspects.MessageFates | FlowAspects.StreamMessages);

    private readonly HarRequestWriter requests = new(losses);
    private readonly HarResponseWriter responses = new(decoder, losses);
    private readonly HarWebSocketWriter webSockets = new(losses);

    public void Write(Utf8JsonWriter writer, FlowSnapshot flow)
    {
        var url = ExchangeUrl.Of(flow);
        bool isWebSocket = flow.WebSocketMessages is not null;
        writer.WriteStartObject();
        writer.WriteString("startedDateTime"u8, flow.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffK", CultureInfo.InvariantCulture));
        WriteMilliseconds(writer, "time"u8, flow.Duration);
        requests.Write(writer, flow, url.ToText(isWebSocket));
        responses.Write(writer, flow, url);
        writer.WriteStartObject("cache"u8);
        writer.WriteEndObject();
        WriteTimings(writer, flow);
        WriteConnection(writer, flow, url);
        if (flow.WebSocketMessages is { } messages)
        {
            writer.WriteString("_resourceType"u8, "websocket"u8);
            webSockets.Write(writer, messages);
        }

        WriteOwn(writer, flow);
        writer.WriteEndObject();
    }

    private static void WriteTimings(Utf8JsonWriter writer, FlowSnapshot flow)
    {
        FlowTimings timings = flow.Timings;
        writer.WriteStartObject("timings"u8);
        WriteKnown(writer, "blocked"u8, flow.Details?.Blocked);
        WriteKnown(writer, "dns"u8, Happened(timings.Dns));
        WriteKnown(writer, "connect"u8, Happened(timings.Connect));
        WriteKnown(writer, "ssl"u8, flow.Details?.Tls);
        WriteMilliseconds(writer, "send"u8, timings.Send);
        WriteMilliseconds(writer, "wait"u8, timings.Wait);
        WriteMilliseconds(writer, "receive"u8, timings.Receive);
        writer.WriteEndObject();
    }

    private static TimeSpan? Happened(TimeSpan phase) => phase > TimeSpan.Zero ? phase : null;

    /// <summary>−1 stands for what is not known, or did not happen.</summary>
    private static void WriteKnown(Utf8JsonWriter writer, ReadOnlySpan<byte> name, TimeSpan? duration)
    {
        if (duration is { } known)
        {
            WriteMilliseconds(writer, name, known);
        }
        else
        {
            writer.WriteNumber(name, -1);
        }
    }

    /// <summary>Decimal: a tick is a ten-thousandth of a millisecond. A clock that was set back must not make a duration unknown.</summary>
    private static void WriteMilliseconds(Utf8JsonWriter writer, ReadOnlySpan<byte> name, TimeSpan duration)
        => writer.WriteNumber(name, (decimal)Math.Max(0, duration.Ticks) / TimeSpan.TicksPerMillisecond);

    private static void WriteConnection(Utf8JsonWriter writer, FlowSnapshot flow, ExchangeUrl url)
    {
        // An empty address is none, and readers show it as one.
        if (flow.Details?.OriginAddress is { Length: > 0 } address)
        {
            writer.WriteString("serverIPAddress"u8, address.Trim('[', ']'));
        }

        writer.WriteString(
            "connection"u8,
            flow.Details?.Connection ?? (flow.ClientConnectionId ?? url.Port).ToString(CultureInfo.InvariantCulture));
        if (flow.Details?.Comment is { Length: > 0 } comment)
        {
            writer.WriteString("comment"u8, comment);
        }
    }

    /// <summary>Members of our own begin with an underscore (HAR 1.2, "Custom fields"), so that a flow comes back as it was.</summary>
    private void WriteOwn(Utf8JsonWriter writer, FlowSnapshot flow)
    {
        if (flow.Id > 0)
        {
            writer.WriteNumber("_id"u8, flow.Id);
        }

        if (flow.ClientIP.Length > 0)
        {
            writer.WriteString("_clientAddress"u8, flow.ClientIP);
        }

        if (flow.Details?.ClientPort is { } port)
        {
            writer.WriteNumber("_clientPort"u8, port);
        }

        WriteText(writer, "_clientConnection"u8, flow.Details?.ClientConnection);
        if (flow.Tunnel is { } tunnel && flow.Request.Method != ConnectMethod)
        {
            writer.WriteString("_tunnel"u8, tunnel);
        }

        WriteText(writer, "_clientProcess"u8, flow.ClientProcess);
        WriteText(writer, "_answeredBy"u8, flow.AnsweredBy);
        WriteText(writer, "_passedThrough"u8, flow.PassedThrough);
        if (flow.Modified)
        {
            writer.WriteBoolean("_modified"u8, true);
        }

        HarOwn.Write(writer, flow);
        WriteNotes(writer, flow.Details);
        AspectLosses.Add(flow, Carried, losses);
    }

    /// <summary>What a person has said of the flow, beside the comment, which HAR has a place for.</summary>
    private static void WriteNotes(Utf8JsonWriter writer, FlowDetails? details)
    {
        WriteText(writer, "_mark"u8, details is null ? null : AnnotationText.Of(details.Mark));
        if (details is { Tags.Count: > 0 })
        {
            writer.WriteStartArray("_tags"u8);
            foreach (string tag in details.Tags)
            {
                writer.WriteStringValue(tag);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is { Length: > 0 })
        {
            writer.WriteString(name, text);
        }
    }
}
