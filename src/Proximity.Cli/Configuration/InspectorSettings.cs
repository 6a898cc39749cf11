using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.Configuration;

/// <summary>The inspector: the page and the API with which people and programs look at the proxy.</summary>
internal static class InspectorSettings
{
    public static OptionGroup Group { get; } = new("Inspector",
    [
        new TextRow
        {
            Name = "--ui",
            Key = "ui",
            Setting = nameof(Settings.Ui),
            ValueName = "address:port",
            Text = "Where the inspector listens, the web page and API that show the flows; the next free port when it is taken.",
            Default = "127.0.0.1:8081; for a command, nowhere",
        },
        new FlagRow
        {
            Name = "--no-ui",
            Key = "noUi",
            Setting = nameof(Settings.NoUi),
            Text = "Start no inspector.",
            IsForListeners = true,
        },
        new FlagRow
        {
            Name = "--open",
            Setting = nameof(Settings.OpenUi),
            Text = "Open the inspector in the browser.",
        },
        new FlagRow
        {
            Name = "--allow-write",
            Key = "allowWrite",
            Setting = nameof(Settings.AllowWrite),
            Text = "Let agents that come by MCP change things too.",
        },
    ]);
}
