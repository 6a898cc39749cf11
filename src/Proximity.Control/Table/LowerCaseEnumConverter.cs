using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>Writes members of an enumeration as <c>camelCase</c>, as all names are written.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class LowerCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
