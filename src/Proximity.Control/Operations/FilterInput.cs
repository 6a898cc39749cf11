using System.ComponentModel;

namespace Proximity.Control;

internal sealed record FilterInput
{
    [Description("The text of a filter.")]
    public required string Text { get; init; }

    [Description("Where the caret stands, in UTF-16 units from 0; at the end when left out.")]
    public int? Caret { get; set; }
}
