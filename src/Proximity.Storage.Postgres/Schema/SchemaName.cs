namespace Proximity.Storage.Postgres.Schema;

/// <summary>The name of a schema, which stands in statements as it is.</summary>
internal static class SchemaName
{
    private const int MaxLength = 40;

    public static bool IsValid(string? name)
        => name is { Length: > 0 and <= MaxLength } && !char.IsAsciiDigit(name[0])
            && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
