using System.Text.Json.Serialization;

namespace Proximity.Inspector.Serving;

/// <summary>How the inspector's own records are written, made when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class InspectorJson : JsonSerializerContext;
