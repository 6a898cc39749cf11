using System.Text;
using Proximity.Filters.Fields;

namespace Proximity.Cli.Recordings;

/// <summary>
/// Flows as lines: columns that fit a terminal, with a title; tabs between the whole values where a program reads.
/// </summary>
internal sealed class FlowTableWriter
{
    private const int Gap = 2;

    /// <summary>On a narrower terminal a scheme takes too much of a URL's room.</summary>
    private const int Narrow = 60;

    private readonly FlowsConsole console;
    private readonly IReadOnlyList<FieldColumn> columns;
    private readonly int[] widths;

    public FlowTableWriter(FlowsConsole console, IReadOnlyList<FieldColumn> columns)
    {
        this.console = console;
        this.columns = columns;
        widths = console.Width is { } width ? Distribute(columns, width) : [];
    }

    /// <summary>Says which columns have no room, where somebody has asked for them.</summary>
    public void SayWhatIsLeftOut()
    {
        string[] left = [.. columns.Where((_, at) => at < widths.Length && widths[at] == 0).Select(column => column.Title)];
        if (left.Length > 0)
        {
            console.SayLeftOut(left);
        }
    }

    /// <summary>The fields shown where the user names none: as many as the terminal has room for.</summary>
    public static string DefaultFields(int? width) => width switch
    {
        null => "id,time,status,method,url,type,size,duration,error",
        < Narrow => "id,status,url",
        < 100 => "id,status,method,url,size,duration",
        < 140 => "id,time,status,method,url,type,size,duration",
        _ => "id,time,status,method,url,type,size,duration,error",
    };

    public void WriteTitle()
    {
        if (console.Width is not null)
        {
            Write(column => column.Title.ToUpperInvariant(), (_, text) => console.Colors.Quiet(text));
        }
    }

    public void Write(RecordedFlow flow)
    {
        if (console.Width is null)
        {
            console.Text.WriteLine(string.Join('\t', columns.Select(column => column.Plain(flow))));
            return;
        }

        var zone = console.TimeProvider.LocalTimeZone;
        Write(column => Show(column, flow, zone), (column, text) => Paint(column, flow, text));
    }

    private string Show(FieldColumn column, RecordedFlow flow, TimeZoneInfo zone)
    {
        var shown = column.Show(flow, zone);
        if (column.Id == FieldId.Url && console.Width < Narrow && shown.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
        {
            return shown[(scheme + "://".Length)..];
        }

        return column.Id == FieldId.Status && shown.Length == 0 ? "---" : shown;
    }

    private string Paint(FieldColumn column, RecordedFlow flow, string text) => column.Id switch
    {
        FieldId.Status => console.Colors.Status(flow.Snapshot.AnsweredStatus ?? flow.Snapshot.Response?.Status, text),
        FieldId.Error => console.Colors.Error(text),
        FieldId.Id or FieldId.Time => console.Colors.Quiet(text),
        _ => text,
    };

    private void Write(Func<FieldColumn, string> value, Func<FieldColumn, string, string> paint)
    {
        var line = new StringBuilder();
        for (var at = 0; at < widths.Length && widths[at] > 0; at++)
        {
            var column = columns[at];
            var isLast = at == widths.Length - 1 || widths[at + 1] == 0;
            var text = value(column);
            var fitted = isLast && !column.IsRight
                ? TextCells.Shorten(text, widths[at])
                : TextCells.Fit(text, widths[at], column.IsRight);
            line.Append(at == 0 ? "" : new string(' ', Gap)).Append(paint(column, fitted));
        }

        console.Text.WriteLine(line.ToString().TrimEnd());
    }

    /// <summary>The columns that have no room get the width 0, the last ones first; what is left goes to the flexible ones.</summary>
    private static int[] Distribute(IReadOnlyList<FieldColumn> columns, int width)
    {
        var widths = new int[columns.Count];
        var left = width;
        for (var at = 0; at < widths.Length; at++)
        {
            var wanted = Math.Max(columns[at].Width, columns[at].IsFlexible ? 0 : columns[at].Title.Length);
            var room = left - (at == 0 ? 0 : Gap);
            if (room < wanted && (at > 0 || room < 1) && room < columns[at].Width / 2)
            {
                break;
            }

            widths[at] = Math.Min(wanted, room);
            left = room - widths[at];
        }

        int[] flexible = [.. Enumerable.Range(0, widths.Length).Where(at => columns[at].IsFlexible && widths[at] > 0)];
        for (var at = 0; at < flexible.Length; at++)
        {
            var share = left / (flexible.Length - at);
            widths[flexible[at]] += share;
            left -= share;
        }

        return widths;
    }
}
