using System.ComponentModel;

namespace Proximity.Control;

internal sealed record ConnectionsInput
{
    [Description("The member next of the answer before, to go on behind it.")]
    public string? Cursor { get; set; }

    [Description("The most connections, 1 to 200. Default 50.")]
    public int Limit { get; set; } = 50;

    [Description("The members of each connection that are wanted, such as id,client,state; all when left out.")]
    public IReadOnlyList<string>? Fields { get; set; }
}
