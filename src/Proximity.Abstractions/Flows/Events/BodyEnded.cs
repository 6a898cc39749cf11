namespace Proximity.Flows;

/// <summary>A body has passed, or broke off, or is known not to be kept. What is kept of it came before.</summary>
public sealed record BodyEnded : FlowEvent
{
    /// <summary>Whose body it was.</summary>
    public required BodySide Side { get; init; }

    /// <summary>How much of it is there.</summary>
    public required FlowBodyState State { get; init; }

    /// <summary>Why nothing is kept; <see cref="NotKeptReason.None"/> in every other state.</summary>
    public NotKeptReason NotKept { get; init; }

    /// <summary>How many bytes of content passed (<see cref="FlowBody.TotalBytes"/>).</summary>
    public long TotalBytes { get; init; }

    /// <summary>How many of them are kept.</summary>
    public long KeptBytes { get; init; }

    /// <summary>The codings that <c>Content-Encoding</c> declares, in lower case; empty for none.</summary>
    public IReadOnlyList<string> ContentCodings { get; init; } = [];

    /// <summary>The trailer fields; empty for none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; init; } = [];
}
