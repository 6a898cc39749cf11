using System.Text.Json;

namespace Proximity.Cli.Configuration;

/// <summary>One value of a configuration file, with what its refusal must name.</summary>
internal readonly struct ConfigurationValue(string file, string key, JsonElement element)
{
    public long Integer(IntegerRange range)
    {
        if (element.ValueKind != JsonValueKind.Number)
        {
            throw Refused($"must be a number, {range}");
        }

        return element.TryGetInt64(out var value) && range.Contains(value)
            ? value
            : throw Refused($"is {element.GetRawText()}, but must be a whole number, {range.AgainstText(element.GetRawText())}");
    }

    public bool Boolean() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refused("must be true or false"),
    };

    public string Text()
    {
        var text = Secret();
        return string.IsNullOrWhiteSpace(text) ? throw Refused("must not be empty; leave the key out instead") : text;
    }

    /// <summary>One of a few words.</summary>
    public TValue OneOf<TValue>(IReadOnlyDictionary<string, TValue> words)
        => words.TryGetValue(Text(), out var value) ? value : throw Refused($"must be one of {string.Join(", ", words.Keys)}");

    public IReadOnlyList<string> TextList()
        => element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.String)
            ? [.. element.EnumerateArray().Select(entry => entry.GetString()!)]
            : throw Refused("must be a list of texts in quotes");

    /// <summary>A path that starts at the file's folder, or <c>-</c>, which stands for a standard stream.</summary>
    public string FilePath() => Text() is "-" ? "-" : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? string.Empty, Text());

    /// <summary>Paths, each of which starts at the file's folder.</summary>
    public IReadOnlyList<string> FilePathList()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? string.Empty;
        return [.. TextList().Select(path => Path.Combine(folder, path))];
    }

    /// <summary>An object of paths, as <c>name=path</c> each.</summary>
    public IReadOnlyList<string> NamedFilePaths()
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String || entry.Name.Length == 0 || entry.Name.Contains('=')))
        {
            throw Refused("must be an object of hosts and paths, such as { \"example.org\": \"me.pem\" }");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? string.Empty;
        return [.. element.EnumerateObject().Select(entry => $"{entry.Name}={Path.Combine(folder, entry.Value.GetString()!)}")];
    }

    /// <summary>A text that may be empty.</summary>
    public string Secret() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Refused("must be a text in quotes");

    private ConfigurationException Refused(string why) => new($"{file}: \"{key}\" {why}.");
}
