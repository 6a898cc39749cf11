using Npgsql;
using Proximity.Flows;

namespace Proximity.Storage.Postgres.Reading;

/// <summary>Parts of bodies.</summary>
internal static class BodyParts
{
    /// <summary>The most bytes that are read at once.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>How long a body is; null when the flow is not there, or nothing is kept of the body.</summary>
    public static async Task<long?> LengthAsync(
        NpgsqlConnection connection, long sequence, BodySide side, CancellationToken cancellationToken)
        => await connection.ScalarAsync(
            $"SELECT octet_length({Column(side)})::bigint FROM flow_content WHERE id = $1", cancellationToken, sequence)
            .ConfigureAwait(false) as long?;

    /// <summary>A part of a body; null when the flow has gone.</summary>
    public static async Task<byte[]?> ReadAsync(
        NpgsqlConnection connection, long sequence, BodySide side, (long Offset, int Count) part, CancellationToken cancellationToken)
        => await connection.ScalarAsync(
            $"SELECT substring({Column(side)} FROM $2::int FOR $3::int) FROM flow_content WHERE id = $1",
            cancellationToken,
            sequence,
            part.Offset + 1,
            (long)part.Count).ConfigureAwait(false) as byte[];

    private static string Column(BodySide side) => side == BodySide.Request ? "req_body" : "res_body";
}
