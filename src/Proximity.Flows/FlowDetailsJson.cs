using System.Text.Json;
using Proximity.Stores;

namespace Proximity.Flows;

/// <summary>What a file of another program, or a store, says of a flow beyond what the proxy records: one member of our own file.</summary>
internal static class FlowDetailsJson
{
    private static readonly JsonEncodedText Details = JsonEncodedText.Encode("details");
    private static readonly JsonEncodedText OriginAddress = JsonEncodedText.Encode("originAddress");
    private static readonly JsonEncodedText Connection = JsonEncodedText.Encode("connection");
    private static readonly JsonEncodedText ClientConnection = JsonEncodedText.Encode("clientConnection");
    private static readonly JsonEncodedText ClientPort = JsonEncodedText.Encode("clientPort");
    private static readonly JsonEncodedText RequestHeadBytes = JsonEncodedText.Encode("requestHeadBytes");
    private static readonly JsonEncodedText ResponseHeadBytes = JsonEncodedText.Encode("responseHeadBytes");
    private static readonly JsonEncodedText Blocked = JsonEncodedText.Encode("blocked");
    private static readonly JsonEncodedText Tls = JsonEncodedText.Encode("tls");
    private static readonly JsonEncodedText WireBodyBytes = JsonEncodedText.Encode("wireBodyBytes");
    private static readonly JsonEncodedText Error = JsonEncodedText.Encode("error");
    private static readonly JsonEncodedText Comment = JsonEncodedText.Encode("comment");
    private static readonly JsonEncodedText Mark = JsonEncodedText.Encode("mark");
    private static readonly JsonEncodedText Tags = JsonEncodedText.Encode("tags");

    private static readonly FlowDetails Nothing = new();

    /// <summary>Writes the member; nothing where nothing is known.</summary>
    public static void Write(Utf8JsonWriter writer, FlowDetails? details)
    {
        if (details is null || (details.Tags.Count == 0 && details with { Tags = Nothing.Tags } == Nothing))
        {
            return;
        }

        writer.WriteStartObject(Details);
        WriteText(writer, OriginAddress, details.OriginAddress);
        WriteText(writer, Connection, details.Connection);
        WriteText(writer, ClientConnection, details.ClientConnection);
        WriteNumber(writer, ClientPort, details.ClientPort);
        WriteNumber(writer, RequestHeadBytes, details.RequestHeadBytes);
        WriteNumber(writer, ResponseHeadBytes, details.ResponseHeadBytes);
        WriteMilliseconds(writer, Blocked, details.Blocked);
        WriteMilliseconds(writer, Tls, details.Tls);
        WriteNumber(writer, WireBodyBytes, details.WireBodyBytes);

        WriteText(writer, Error, details.Error);
        WriteText(writer, Comment, details.Comment);
        WriteText(writer, Mark, AnnotationText.Of(details.Mark));
        if (details.Tags.Count > 0)
        {
            writer.WriteStartArray(Tags);
            foreach (string tag in details.Tags)
            {
                writer.WriteStringValue(tag);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads the member of a flow; null when there is none.</summary>
    public static FlowDetails? Read(JsonElement flow)
    {
        JsonElement details = JsonFields.Member(flow, Details);
        return details.ValueKind != JsonValueKind.Object ? null : new FlowDetails
        {
            OriginAddress = Text(details, OriginAddress),
            Connection = Text(details, Connection),
            ClientConnection = Text(details, ClientConnection),
            ClientPort = Has(details, ClientPort) ? (int)Math.Min(JsonFields.Count(details, ClientPort), ushort.MaxValue) : null,
            RequestHeadBytes = Has(details, RequestHeadBytes) ? JsonFields.Count(details, RequestHeadBytes) : null,
            ResponseHeadBytes = Has(details, ResponseHeadBytes) ? JsonFields.Count(details, ResponseHeadBytes) : null,
            Blocked = Has(details, Blocked) ? JsonFields.Milliseconds(details, Blocked) : null,
            Tls = Has(details, Tls) ? JsonFields.Milliseconds(details, Tls) : null,
            WireBodyBytes = Has(details, WireBodyBytes) ? JsonFields.Count(details, WireBodyBytes) : null,
            Error = Text(details, Error),
            Comment = Text(details, Comment),
            Mark = AnnotationText.MarkOf(Text(details, Mark)),
            Tags = ReadTags(JsonFields.Member(details, Tags)),
        };
    }

    private static string[] ReadTags(JsonElement tags)
        => tags.ValueKind != JsonValueKind.Array
            ? []
            : [.. tags.EnumerateArray().Select(tag => JsonFields.TryText(tag, out string? text) ? text : null).OfType<string>()];

    private static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, JsonEncodedText name, long? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }

    private static void WriteMilliseconds(Utf8JsonWriter writer, JsonEncodedText name, TimeSpan? time)
    {
        if (time is { } known)
        {
            writer.WriteNumber(name, (decimal)known.Ticks / TimeSpan.TicksPerMillisecond);
        }
    }

    private static bool Has(JsonElement parent, JsonEncodedText name) => JsonFields.Member(parent, name).ValueKind == JsonValueKind.Number;

    private static string? Text(JsonElement parent, JsonEncodedText name)
        => JsonFields.TryText(JsonFields.Member(parent, name), out string? text) ? text : null;
}
