using Npgsql;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Writing;

/// <summary>Changes what is written on flows.</summary>
internal static class Annotations
{
    /// <returns>How many of the flows are there.</returns>
    /// <exception cref="ArgumentException">One of them would have too many tags.</exception>
    public static async Task<int> ChangeAsync(
        NpgsqlConnection connection, IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken)
    {
        // All of them are made before the first is written: one that is refused changes none.
        List<(long Sequence, FlowAnnotation Annotation)> changed = [];
        long[] asked = [.. sequences.Distinct()];
        NpgsqlCommand command = connection.Command("SELECT id, mark, tags, comment FROM flow WHERE id = ANY($1) ORDER BY id", asked);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    FlowAnnotation before = AnnotationText.Read(Text(reader, 1), Text(reader, 2), Text(reader, 3));
                    changed.Add((reader.GetInt64(0), change.Apply(before)));
                }
            }
        }

        foreach ((long sequence, FlowAnnotation annotation) in changed)
        {
            await connection.ExecuteAsync(
                "UPDATE flow SET mark = $1, tags = $2, comment = $3 WHERE id = $4",
                cancellationToken,
                AnnotationText.Of(annotation.Mark),
                AnnotationText.Of(annotation.Tags) is { } tags ? StoredText.Cleaned(tags) : null,
                annotation.Comment is { } comment ? StoredText.Cleaned(comment) : null,
                sequence).ConfigureAwait(false);
        }

        return changed.Count;
    }

    private static string? Text(NpgsqlDataReader reader, int index) => reader.IsDBNull(index) ? null : reader.GetString(index);
}
