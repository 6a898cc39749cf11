using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>How the records of operations are read and written, made when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NoInput))]
[JsonSerializable(typeof(StatusOutput))]
internal sealed partial class ControlJson : JsonSerializerContext;
