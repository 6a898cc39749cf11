namespace Proximity.Filters.Fields;

/// <summary>One field of the catalogue: what a filter can ask of a flow.</summary>
/// <param name="Id">Which it is.</param>
/// <param name="Name">Its name in the text of filters.</param>
/// <param name="Type">What values it has.</param>
/// <param name="Phase">The first phase in which it is known.</param>
internal sealed record FilterField(FieldId Id, string Name, FieldType Type, FilterPhase Phase)
{
    /// <summary>Whether a key follows its name.</summary>
    public FieldKey Key { get; init; }

    /// <summary>True when a flow may have several values: a positive test holds when any of them does.</summary>
    public bool IsMultiValued { get; init; }

    /// <summary>The column of the flows table that has its value; null when only the flow itself has it.</summary>
    public string? Column { get; init; }

    /// <summary>True when the flows table has an index by it.</summary>
    public bool IsIndexed { get; init; }

    /// <summary>True while nothing sets the field: it can be written, and is absent from every flow.</summary>
    public bool IsReserved { get; init; }

    /// <summary>True when a store says it, or a person who has written it there: a flow of no store is without it.</summary>
    public bool IsOfStore { get; init; }

    /// <summary>The fields of which this one is any; empty for a field of its own.</summary>
    public IReadOnlyList<FieldId> Parts { get; init; } = [];

    /// <summary>A filter with it.</summary>
    public required string Example { get; init; }

    /// <summary>What it is, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>True when its values are compared as numbers.</summary>
    public bool IsNumeric => Type >= FieldType.Status;

    public bool Equals(FilterField? other) => other is not null && Id == other.Id;

    public override int GetHashCode() => (int)Id;
}
