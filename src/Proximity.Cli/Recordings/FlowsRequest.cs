namespace Proximity.Cli.Recordings;

/// <summary>What a line asks of recordings.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Words">The recordings, filters, numbers and texts of the line, in their order.</param>
internal sealed record FlowsRequest(FlowsVerb Verb, IReadOnlyList<string> Words)
{
    /// <summary>True to answer in JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>The fields to show or to group by; null for the usual ones.</summary>
    public string? Fields { get; init; }

    /// <summary>The most flows, the last ones; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>True to wait for further flows.</summary>
    public bool Follows { get; init; }

    /// <summary>True to show bodies and messages to their end.</summary>
    public bool IsFull { get; init; }

    /// <summary>The format to write; null for the one of the file's name.</summary>
    public string? Format { get; init; }

    /// <summary>True to leave secrets where they are masked otherwise.</summary>
    public bool KeepsSecrets { get; init; }

    /// <summary>The file to write; null for standard output.</summary>
    public string? Output { get; init; }

    /// <summary>True to take a tag, mark or note away again.</summary>
    public bool Removes { get; init; }
}
