namespace Proximity.Cli.Recordings;

/// <summary>The kinds of store that the program knows. A kind more is a line here.</summary>
internal static class StoreKinds
{
    public static IReadOnlyList<StoreKind> All { get; } = [SqliteStores.Kind, PostgresStores.Kind];
}
