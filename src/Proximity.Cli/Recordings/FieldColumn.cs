using System.Globalization;
using System.Text.Json;
using Proximity.Cli.Configuration;
using Proximity.Cli.Output;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;

namespace Proximity.Cli.Recordings;

/// <summary>A field of flows as a column: what a person, a program behind a pipe, and JSON get of it.</summary>
internal sealed class FieldColumn
{
    private readonly FieldReference shown;
    private readonly FieldValues values;

    private FieldColumn(FieldReference field, string title, FieldValues values)
    {
        (shown, Title, this.values) = (field, title, values);
        (Width, IsFlexible) = field.Field.Type switch
        {
            FieldType.Path => (20, true),
            FieldType.Text => (16, true),
            FieldType.Host => (20, true),
            FieldType.Address => (15, false),
            FieldType.Word => (Id switch { FieldId.Method => 7, FieldId.Error => 24, _ => 10 }, false),
            FieldType.ContentKind => (6, false),
            FieldType.Status => (6, false),
            FieldType.Integer => (4, false),
            FieldType.Time => (12, false),
            _ => (8, false),
        };
    }

    /// <summary>What stands over it.</summary>
    public string Title { get; }

    /// <summary>How many columns of a terminal it takes at least.</summary>
    public int Width { get; }

    /// <summary>True when it gets a part of the columns that are left.</summary>
    public bool IsFlexible { get; }

    /// <summary>True when its numbers stand at the right.</summary>
    public bool IsRight => shown.Field.IsNumeric && shown.Field.Type is not (FieldType.Time or FieldType.Status);

    public FieldId Id => shown.Field.Id;

    /// <summary>The columns for a list such as <c>time,host,req.header[accept]</c>.</summary>
    /// <exception cref="ConfigurationException">A name in it is no field.</exception>
    public static IReadOnlyList<FieldColumn> Parse(string names, FieldValues values)
    {
        List<FieldColumn> columns = [];
        foreach (var name in Split(names))
        {
            var field = FieldValues.Named(name, out var problem) ?? throw Unknown(name, problem);
            columns.Add(new FieldColumn(field, name, values));
        }

        return columns.Count > 0 ? columns : throw new ConfigurationException("No field is named.");
    }

    /// <summary>Of what is wrong with it as a filter, the question which field was meant is of use here.</summary>
    private static ConfigurationException Unknown(string name, string? problem)
    {
        const string Question = "Did you mean";
        var at = problem?.IndexOf(Question, StringComparison.Ordinal) ?? -1;
        return new ConfigurationException($"{name} is no field.{(at < 0 ? "" : $" {problem![at..]}")} proximity filter fields lists them.");
    }

    /// <summary>The value for a person; empty when there is none.</summary>
    public string Show(RecordedFlow flow, TimeZoneInfo zone) => shown.Field.IsNumeric
        ? Number(flow) is { } number ? Show(number, zone) : string.Empty
        : Printable.Text(string.Join(", ", Texts(flow)));

    /// <summary>The value for a program that reads columns.</summary>
    public string Plain(RecordedFlow flow) => shown.Field.IsNumeric
        ? Number(flow) is { } number ? Plain(number) : string.Empty
        : Printable.Text(string.Join(", ", Texts(flow)));

    /// <summary>Writes the value as a member of an object.</summary>
    public void Write(Utf8JsonWriter json, RecordedFlow flow)
    {
        json.WritePropertyName(Title);
        if (shown.Field.IsNumeric)
        {
            WriteNumber(json, Number(flow));
            return;
        }

        var texts = Texts(flow);
        if (!shown.Field.IsMultiValued)
        {
            json.WriteStringValue(texts.Count == 0 ? null : texts[0]);
            return;
        }

        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private double? Number(RecordedFlow flow) => Id == FieldId.Id ? flow.Number : values.Number(flow.Snapshot, shown, flow.Stored);

    /// <summary>A search stops at eight megabytes of a body, and so does this.</summary>
    private IReadOnlyList<string> Texts(RecordedFlow flow)
    {
        var texts = values.Texts(flow.Snapshot, shown, flow.Stored);
        return Id == FieldId.Url ? [.. texts.Select(Printable.WithoutUserInformation)] : texts;
    }

    private void WriteNumber(Utf8JsonWriter json, double? number)
    {
        if (number is not { } value)
        {
            json.WriteNullValue();
        }
        else if (shown.Field.Type == FieldType.Time)
        {
            json.WriteStringValue(Plain(value));
        }
        else
        {
            json.WriteNumberValue(shown.Field.Type == FieldType.Duration ? Units.Milliseconds(value) : value);
        }
    }

    private string Show(double number, TimeZoneInfo zone) => shown.Field.Type switch
    {
        FieldType.Size => Units.Size(number),
        FieldType.Duration => Units.Duration(number),
        FieldType.Time => TimeZoneInfo.ConvertTime(Moment(number), zone).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
        _ => Plain(number),
    };

    private string Plain(double number) => shown.Field.Type switch
    {
        FieldType.Duration => Units.Milliseconds(number).ToString("0.###", CultureInfo.InvariantCulture),
        FieldType.Time => Moment(number).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static DateTimeOffset Moment(double micros) => DateTimeOffset.UnixEpoch.AddTicks((long)micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>At the commas that stand in no brackets: a JSON pointer may hold some.</summary>
    private static IEnumerable<string> Split(string names)
    {
        var (start, depth) = (0, 0);
        for (var at = 0; at <= names.Length; at++)
        {
            if (at == names.Length || (names[at] == ',' && depth == 0))
            {
                if (names[start..at].Trim() is { Length: > 0 } name)
                {
                    yield return name;
                }

                start = at + 1;
                continue;
            }

            depth += names[at] switch { '[' => 1, ']' => -1, _ => 0 };
        }
    }
}
