using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Proximity.Network.Tests.H1Cases;

/// <summary>The acceptance file, the file with further cases, and the tokens in their octets.</summary>
public static partial class H1CaseFile
{
    // What a runner knows how to judge; a case that brings another word would otherwise pass unjudged.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    private static readonly Dictionary<string, H1Case> Cases = Load();

    /// <summary>Every case's id.</summary>
    public static IEnumerable<string> Ids => Cases.Keys;

    /// <summary>The case with this id.</summary>
    public static H1Case Get(string id) => Cases[id];

    /// <summary>Puts the origin's address and the repeated parts in the place of their tokens.</summary>
    public static string Expand(string octets, string origin)
    {
        int port = int.Parse(origin.Split(':')[1], CultureInfo.InvariantCulture);
        string expanded = octets
            .Replace("{O}", origin, StringComparison.Ordinal)
            .Replace("{P}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{P65536}", (port + 65536).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        expanded = RepeatedLine().Replace(expanded, match => string.Concat(Enumerable.Repeat(match.Groups[1].Value + "\r\n", Count(match))));
        return RepeatedCharacter().Replace(expanded, match => new string(match.Groups[1].Value[0], Count(match)));

        static int Count(Match match) => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, H1Case> Load()
    {
        var cases = new Dictionary<string, H1Case>();
        foreach (JsonObject? row in ((string[])["h1-cases.json", "h1-more-cases.json"]).SelectMany(Rows))
        {
            row!.Remove("why");
            row.Remove("rfc");
            H1Case one = row.Deserialize<H1Case>(Options)!;
            cases.Add(one.Id, one);
        }

        return cases;
    }

    private static IEnumerable<JsonObject?> Rows(string file)
        => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)))!["cases"]!.AsArray().Cast<JsonObject?>();

    [GeneratedRegex(@"\{([^{}]+)\|\*(\d+)\}")]
    private static partial Regex RepeatedLine();

    [GeneratedRegex(@"\{(.)\*(\d+)\}")]
    private static partial Regex RepeatedCharacter();
}
