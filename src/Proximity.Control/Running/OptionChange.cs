using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>When a change of an option takes effect.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<OptionChange>))]
internal enum OptionChange
{
    /// <summary>At once; of time-outs and clients' limits, for connections that begin later.</summary>
    Now,

    /// <summary>At the next start only.</summary>
    AtStart,
}
