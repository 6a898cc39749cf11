using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>How something is different.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<DifferenceKind>))]
internal enum DifferenceKind
{
    /// <summary>It was not there before.</summary>
    Added,

    /// <summary>It is there no longer.</summary>
    Removed,

    /// <summary>It is another one.</summary>
    Changed,

    /// <summary>A JSON text has other values in the same shape.</summary>
    Values,
}
