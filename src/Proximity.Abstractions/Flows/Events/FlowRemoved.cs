namespace Proximity.Flows;

/// <summary>
/// The table keeps the flow no longer. When it made room for newer ones while its exchange goes on, its further events come all the same.
/// </summary>
public sealed record FlowRemoved : FlowEvent
{
    /// <summary>
    /// True when the table was cleared, or other flows were loaded: then no more events of the flow come, and its id may be another's soon.
    /// </summary>
    public bool IsForgotten { get; init; }
}
