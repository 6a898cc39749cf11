using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>Changes what is written on flows.</summary>
internal static class Annotations
{
    /// <summary>Writes all that is on a flow.</summary>
    public const string Update = "UPDATE flow SET mark = ?2, tags = ?3, comment = ?4 WHERE id = ?1";

    public static int Change(Database database, IReadOnlyList<long> sequences, FlowAnnotationChange change)
    {
        using Statement find = database.Prepare("SELECT mark, tags, comment FROM flow WHERE id = ?1");
        using Statement update = database.Prepare(Update);
        int found = 0;
        foreach (long sequence in sequences.Distinct())
        {
            find.Bind(1, sequence);
            if (find.Step())
            {
                FlowAnnotation before = AnnotationText.Read(find.Text(0), find.Text(1), find.Text(2));
                find.Reset();
                Write(update, sequence, change.Apply(before));
                found++;
            }

            find.Reset();
        }

        return found;
    }

    public static void Write(Statement update, long sequence, FlowAnnotation annotation)
    {
        update.Bind(1, sequence);
        update.Bind(2, AnnotationText.Of(annotation.Mark));
        update.Bind(3, AnnotationText.Of(annotation.Tags));
        update.Bind(4, annotation.Comment);
        update.Run();
    }
}
