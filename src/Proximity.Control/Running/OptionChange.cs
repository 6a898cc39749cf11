using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>When a change of an option takes effect.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<OptionChange>))]
internal enum OptionChange
{
    /// <summary>At once.</summary>
    Now,

    /// <summary>For client connections that begin later.</summary>
    Later,

    /// <summary>At the next start only.</summary>
    AtStart,
}
