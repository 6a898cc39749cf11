using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>What an operation does to the proxy or to its flows.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<OperationEffect>))]
internal enum OperationEffect
{
    /// <summary>It only looks.</summary>
    Reads,

    /// <summary>It changes something that can be changed back.</summary>
    Writes,

    /// <summary>It takes something away for good.</summary>
    Destroys,
}
