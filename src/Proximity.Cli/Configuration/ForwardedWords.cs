namespace Proximity.Cli.Configuration;

/// <summary>How the line and the file name the fields that tell of a client's address.</summary>
internal static class ForwardedWords
{
    public static IReadOnlyDictionary<string, ForwardedField> All { get; } = new Dictionary<string, ForwardedField>(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = ForwardedField.None,
        ["forwarded"] = ForwardedField.Forwarded,
        ["x-forwarded-for"] = ForwardedField.XForwardedFor,
        ["both"] = ForwardedField.Both,
    };
}
