namespace Proximity.Cli.CommandLine;

/// <summary>The words for the forms of an authority's certificate.</summary>
internal static class AuthorityFormatWords
{
    public static IReadOnlyDictionary<string, AuthorityFormat> All { get; } = new Dictionary<string, AuthorityFormat>(StringComparer.Ordinal)
    {
        ["pem"] = AuthorityFormat.Pem,
        ["der"] = AuthorityFormat.Der,
        ["p7b"] = AuthorityFormat.Pkcs7,
        ["mobileconfig"] = AuthorityFormat.MobileConfig,
    };
}
