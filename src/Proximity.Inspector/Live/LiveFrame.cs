using System.Buffers;
using System.Text.Json;
using Proximity.Inspector.Serving;

namespace Proximity.Inspector.Live;

/// <summary>What a page is told at a moment.</summary>
internal sealed record LiveFrame
{
    /// <summary>How many flows there are.</summary>
    public long Total { get; init; }

    /// <summary>How many of them are in the view, as far as that is known.</summary>
    public long Matched { get; init; }

    /// <summary>False while the view is still looked for.</summary>
    public bool IsComplete { get; init; }

    /// <summary>How many flows were looked at for it.</summary>
    public long Scanned { get; init; }

    /// <summary>The rank of the first row.</summary>
    public long First { get; init; }

    /// <summary>The rows. Those of a frame that is not shown any more may be written over.</summary>
    public required LiveRows Rows { get; init; }

    /// <summary>The id of the newest flow; null where there is none.</summary>
    public long? Newest { get; init; }

    /// <summary>How many flows are under way.</summary>
    public int UnderWay { get; init; }

    /// <summary>How many bytes the flows take.</summary>
    public long StoredBytes { get; init; }

    /// <summary>How many flows were lost on their way into the store.</summary>
    public long Dropped { get; init; }

    /// <summary>How many errors the proxy has reported since it started.</summary>
    public long Errors { get; init; }

    /// <summary>Whether flows are recorded.</summary>
    public bool IsRecording { get; init; }

    /// <summary>The flows counted over time, as an object in JSON; null where the page did not ask.</summary>
    public byte[]? Overview { get; init; }

    /// <summary>Writes the frame as a message.</summary>
    /// <param name="buffer">Where the message stands; what was in it goes.</param>
    /// <param name="number">The number of the frame.</param>
    /// <param name="before">The frame that the page has; its rows are not sent again where they are the same.</param>
    public ReadOnlyMemory<byte> ToMessage(ArrayBufferWriter<byte> buffer, long number, LiveFrame? before)
    {
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", number);
            json.WriteNumber("total", Total);
            json.WriteNumber("matched", Matched);
            json.WriteBoolean("complete", IsComplete);
            json.WriteNumber("scanned", Scanned);
            json.WriteNumber("first", First);
            if (before is null || before.First != First || !HasRowsOf(before))
            {
                json.WritePropertyName("rows");
                json.WriteRawValue(Rows.Json.Span, skipInputValidation: true);
            }

            if (Newest is { } newest)
            {
                json.WriteNumber("newest", newest);
            }

            json.WriteNumber("underWay", UnderWay);
            json.WriteNumber("storedBytes", StoredBytes);
            json.WriteNumber("dropped", Dropped);
            json.WriteNumber("errors", Errors);
            json.WriteBoolean("recording", IsRecording);
            if (Overview is not null && Overview != before?.Overview)
            {
                json.WritePropertyName("overview");
                json.WriteRawValue(Overview, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A message that says only what went wrong; the page goes on with the frame that it has.</summary>
    /// <param name="number">The number of the frame.</param>
    /// <param name="error">What went wrong.</param>
    public static byte[] ErrorMessage(long number, ErrorOutput error)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", number);
            json.WriteStartObject("error");
            json.WriteString("code", error.Code);
            json.WriteString("message", error.Message);
            if (error.Details is { Position: { } position, Length: { } length })
            {
                json.WriteNumber("position", position);
                json.WriteNumber("length", length);
            }

            if (error.Details?.Meant is { } meant)
            {
                json.WriteString("meant", meant);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Whether a page that has this one would see no difference.</summary>
    public bool IsSameAs(LiveFrame other) => this with { Rows = other.Rows } == other && HasRowsOf(other);

    /// <summary>Whether no row of the frame before is in this one, since so many flows came.</summary>
    public bool ReplacesAll(LiveFrame? before, LiveWindow window) => window.IsAtEnd && Matched - before?.Matched >= window.Count;

    private bool HasRowsOf(LiveFrame other) => Rows == other.Rows || Rows.Json.Span.SequenceEqual(other.Rows.Json.Span);
}
