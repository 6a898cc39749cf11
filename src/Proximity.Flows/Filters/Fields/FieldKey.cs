namespace Proximity.Filters.Fields;

/// <summary>Whether a field's name is followed by a key in brackets.</summary>
internal enum FieldKey
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Always: it says which of many.</summary>
    Required,
}
