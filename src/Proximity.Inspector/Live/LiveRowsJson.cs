using System.Text.Json.Serialization;
using Proximity.Control;

namespace Proximity.Inspector.Live;

/// <summary>How rows are written, made when the program is built; as the operations write them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<FlowRow>))]
internal sealed partial class LiveRowsJson : JsonSerializerContext;
