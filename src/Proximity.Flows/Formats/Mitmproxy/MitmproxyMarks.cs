using Proximity.Stores;

namespace Proximity.Formats.Mitmproxy;

/// <summary>mitmproxy marks flows by the names of emoji; the circles are colours.</summary>
internal static class MitmproxyMarks
{
    private static readonly (FlowMark Mark, string Name)[] Circles =
    [
        (FlowMark.Red, ":red_circle:"),
        (FlowMark.Orange, ":orange_circle:"),
        (FlowMark.Yellow, ":yellow_circle:"),
        (FlowMark.Green, ":green_circle:"),
        (FlowMark.Blue, ":blue_circle:"),
        (FlowMark.Purple, ":purple_circle:"),
        (FlowMark.Grey, ":white_circle:"),
    ];

    /// <summary>The name; empty for no mark.</summary>
    public static string Write(FlowMark mark) => Array.Find(Circles, circle => circle.Mark == mark).Name ?? string.Empty;

    /// <summary>The colour; grey for another emoji, and red for the plain mark of <c>flow.mark.toggle</c>, as it is shown there.</summary>
    public static FlowMark Read(string? name) => name switch
    {
        null or "" => FlowMark.None,
        ":default:" or "true" => FlowMark.Red,
        _ => Array.Find(Circles, circle => circle.Name == name) is { Name: not null } known ? known.Mark : FlowMark.Grey,
    };
}
