using Proximity.Storage.Sqlite.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// What may be in a file. Of a bound in bytes, 85 of a hundred are for flows: the rest, and a tenth more, is for the write-ahead log,
/// and for the batch that comes before the next pruning.
/// </summary>
/// <param name="Flows">The most flows; null for no bound.</param>
/// <param name="Bytes">The most bytes in use; null for no bound.</param>
/// <param name="BodyBytes">The most bytes of one body.</param>
/// <param name="LogPages">At how many pages of the log the writer empties it itself.</param>
internal sealed record WriterBounds(long? Flows, long? Bytes, long BodyBytes, int LogPages)
{
    /// <summary>SQLite's own bound of a value is a thousand million bytes, heads and coding included.</summary>
    private const long LargestBody = 512L * 1024 * 1024;

    /// <summary>128 MiB: a disk that is slow for some seconds does not hold the writer.</summary>
    private const int MostLogPages = 16_384;

    public static WriterBounds Of(SqliteFlowStoreOptions options) => new(
        options.MaxFlows,
        options.MaxBytes / 100 * 85,
        options.MaxBytes is { } bytes ? Math.Min(bytes / 32, LargestBody) : LargestBody,
        options.MaxBytes is { } most ? (int)Math.Min(most / 20 / StoreFile.PageBytes, MostLogPages) : MostLogPages);

    /// <summary>How many of the oldest flows have to go; by bytes that is an estimate, and the next look corrects it.</summary>
    public long Excess(long flows, long usedBytes)
    {
        long tooMany = Flows is { } most ? flows - most : 0;
        long tooLarge = Bytes is { } bytes && usedBytes > bytes && flows > 0
            ? (long)Math.Ceiling((usedBytes - bytes) / ((double)usedBytes / flows)) : 0;
        return Math.Min(flows, Math.Max(tooMany, tooLarge));
    }
}
