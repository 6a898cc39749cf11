namespace Proximity.Inspector.Serving;

/// <summary>Why something was not done.</summary>
/// <param name="Code">A stable word for it.</param>
/// <param name="Message">A sentence for a person.</param>
internal sealed record ErrorOutput(string Code, string Message)
{
    /// <summary>Where in a text the problem lies; left out when it lies nowhere.</summary>
    public ErrorDetails? Details { get; init; }
}
