using Proximity.Flows;

namespace Proximity.Cli.Recordings;

/// <summary>The parts of an exchange's time, each as a bar from its beginning to its end.</summary>
internal static class Waterfall
{
    private const int NameWidth = 9;
    private const int NumberWidth = 8;
    private const int MostBar = 60;

    /// <summary>A shorter bar shows nothing.</summary>
    private const int LeastBar = 10;

    /// <summary>A line for each part that took time; none when nothing is known.</summary>
    /// <param name="timings">The parts.</param>
    /// <param name="duration">All of it.</param>
    /// <param name="width">The columns of the terminal; null where nobody looks.</param>
    public static IEnumerable<string> Lines(FlowTimings timings, TimeSpan duration, int? width)
    {
        (string Name, TimeSpan Time)[] parts =
        [
            ("dns", timings.Dns),
            ("connect", timings.Connect),
            ("send", timings.Send),
            ("wait", timings.Wait),
            ("receive", timings.Receive),
        ];
        var sum = parts.Aggregate(TimeSpan.Zero, (all, part) => all + part.Time);
        var whole = sum > duration ? sum : duration;
        if (sum <= TimeSpan.Zero)
        {
            yield break;
        }

        var bar = Math.Min(MostBar, (width ?? 80) - NameWidth - NumberWidth - 6);
        var start = TimeSpan.Zero;
        foreach (var (name, time) in parts.Where(part => part.Time > TimeSpan.Zero))
        {
            var number = Units.Duration(time.Ticks / (double)TimeSpan.TicksPerMicrosecond).PadLeft(NumberWidth);
            yield return bar < LeastBar ? $"{name,-NameWidth}{number}" : $"{name,-NameWidth}{number}  |{Bar(start, time, whole, bar)}|";
            start += time;
        }
    }

    private static string Bar(TimeSpan start, TimeSpan time, TimeSpan whole, int width)
    {
        var from = Math.Min(width - 1, (int)Math.Floor(width * (start / whole)));
        var to = Math.Clamp((int)Math.Round(width * ((start + time) / whole)), from + 1, width);
        return new string(' ', from) + new string('#', to - from) + new string(' ', width - to);
    }
}
