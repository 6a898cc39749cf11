using System.ComponentModel;

namespace Proximity.Control;

internal sealed record SetOptionsInput
{
    [Description("New values as texts, by the option's name as on the command line without dashes; null for the default.")]
    public required IReadOnlyDictionary<string, string?> Set { get; init; }

    [Description("True to find out only whether it can be done.")]
    public bool DryRun { get; set; }
}
