using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Cli.Configuration;

/// <summary>
/// Reads the configuration's JSON, value by value: every refusal names the file, the key and what is allowed. Comments and trailing
/// commas are accepted, null means
/// "not set", and relative paths start at the file's folder, so that a file means the same wherever the program is started.
/// </summary>
internal static class ConfigurationReader
{
    private static readonly JsonDocumentOptions Leniency = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>The keys a file may hold.</summary>
    public static IReadOnlyCollection<string> KnownKeys { get; } = [.. OptionTable.Rows.Select(row => row.Key).OfType<string>()];

    /// <summary>The settings in a file's content.</summary>
    /// <exception cref="ConfigurationException">The content says something it may not.</exception>
    public static Settings Read(ReadOnlyMemory<byte> content, string path)
    {
        using var document = Parse(WithoutByteOrderMark(content), path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new ConfigurationException($"{path}: the configuration must be one JSON object, such as {{ \"port\": 8080 }}.");
        }

        var settings = new Settings();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!OptionTable.ByKey.TryGetValue(property.Name, out var row))
            {
                throw new ConfigurationException($"{path}: unknown key \"{property.Name}\"; the keys are {string.Join(", ", KnownKeys)}.{Suggestions.Question(property.Name, KnownKeys)}");
            }

            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                settings = settings.With(row.Setting, row.Read(new ConfigurationValue(path, property.Name, property.Value)), $"{path}: \"{row.Key}\"");
            }
        }

        return settings;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> content, string path)
    {
        try
        {
            return JsonDocument.Parse(content, Leniency);
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException($"{path} is not a valid JSON configuration: {exception.Message}");
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
}
