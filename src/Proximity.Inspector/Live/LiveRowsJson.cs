using System.Text.Json.Serialization;

namespace Proximity.Inspector.Live;

/// <summary>How rows are written, made when the program is built; as the operations write them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<LiveRow>))]
internal sealed partial class LiveRowsJson : JsonSerializerContext;
