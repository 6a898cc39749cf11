using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proximity.Cli.Controlling;

/// <summary>How <c>proximity ctl</c> writes what it sends.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ControlLineJson : JsonSerializerContext;
