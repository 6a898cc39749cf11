using Proximity.Filters.Fields;

namespace Proximity.Filters;

/// <summary>What can stand where somebody is typing a filter.</summary>
internal static class FilterCompletion
{
    private static readonly Dictionary<FieldId, string[]> Words = new()
    {
        [FieldId.ContentKind] = [.. ContentKinds.Names],
        [FieldId.Method] = ["get", "post", "put", "patch", "delete", "head", "options", "connect"],
        [FieldId.Scheme] = ["http", "https"],
        [FieldId.Version] = ["http/1.0", "http/1.1", "http/2"],
        [FieldId.Status] = ["2xx", "3xx", "4xx", "5xx"],
        [FieldId.MessageDirection] = ["to-origin", "to-client"],
        [FieldId.MessageType] = ["text", "binary", "close", "ping", "pong", "event", "grpc", "trailers"],
        [FieldId.Time] = ["-15m..", "today", "yesterday"],
    };

    /// <summary>What the word before the caret can become; in the order of the catalogue, whole words.</summary>
    /// <param name="text">The text so far.</param>
    /// <param name="caret">Where the caret stands, in UTF-16 code units from 0.</param>
    public static IReadOnlyList<string> At(string text, int caret)
    {
        int start = text.AsSpan(0, caret).LastIndexOfAny(' ', '(', '\n') + 1;
        string sign = text.AsSpan(start, caret - start) is ['-' or '!', ..] ? text[start].ToString() : "";
        string word = text[(start + sign.Length)..caret];
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        IEnumerable<string> candidates = colon < 0 ? Names() : Values(word[..colon]).Select(value => $"{word[..colon]}:{value}");
        IEnumerable<string> fitting = candidates.Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase));
        return [.. fitting.Select(found => sign + found)];
    }

    private static IEnumerable<string> Names() => FieldCatalogue.All.Select(Open).Append("is:").Append("has:").Distinct();

    private static string Open(FilterField field) => field.Key == FieldKey.Required ? $"{field.Name}[" : $"{field.Name}:";

    private static IEnumerable<string> Values(string name) => name.ToLowerInvariant() switch
    {
        "is" => FlagCatalogue.All.Select(flag => flag.Name),
        "has" => FieldCatalogue.All.Select(field => field.Key == FieldKey.Required ? $"{field.Name}[" : field.Name).Distinct(),
        _ => FieldCatalogue.Find(name, hasKey: false) is { } field && Words.TryGetValue(field.Id, out string[]? words) ? words : [],
    };
}
