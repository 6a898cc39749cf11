namespace Proximity.Storage.Sqlite.Native;

/// <summary>What a column holds (https://www.sqlite.org/c3ref/c_blob.html).</summary>
internal enum ValueKind
{
    Integer = 1,
    Real = 2,
    Text = 3,
    Blob = 4,
    Null = 5,
}
