namespace Proximity.Inspector.Serving;

/// <summary>Where in a text a problem lies.</summary>
internal sealed record ErrorDetails
{
    /// <summary>Where it begins, in UTF-16 units from 0.</summary>
    public int? Position { get; init; }

    /// <summary>How long it is.</summary>
    public int? Length { get; init; }

    /// <summary>What was probably meant.</summary>
    public string? Meant { get; init; }
}
