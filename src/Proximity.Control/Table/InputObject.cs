using System.Text.Json;

namespace Proximity.Control;

/// <summary>Makes the JSON objects that operations take.</summary>
internal static class InputObject
{
    /// <summary>An object of the members that are written.</summary>
    public static JsonElement Of(Action<Utf8JsonWriter> writeMembers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }

    /// <summary>Writes the members of another object.</summary>
    public static void WriteMembers(this Utf8JsonWriter json, IEnumerable<JsonProperty> members)
    {
        foreach (JsonProperty member in members)
        {
            member.WriteTo(json);
        }
    }
}
