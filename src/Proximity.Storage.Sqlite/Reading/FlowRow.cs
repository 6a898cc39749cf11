using Proximity.Filters.Fields;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>What of a flow's row does not come out of its head.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Session">The number of its session in the file.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="RequestBody">The number of the body; null when nothing is kept of it.</param>
/// <param name="ResponseBody">The same of the response.</param>
/// <param name="Annotation">What is written on it.</param>
internal readonly record struct FlowRow(
    long Sequence, long Session, long Flags, long? RequestBody, long? ResponseBody, Stores.FlowAnnotation Annotation)
{
    /// <summary>Set in the flags of a flow that had not ended when it was stored.</summary>
    public const long PendingFlag = 1L << (int)FilterFlag.Pending;

    /// <summary>The columns, in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns = "id, session, flags, req_body, res_body, mark, tags, comment";

    /// <summary>How many they are.</summary>
    public const int ColumnCount = 8;

    public static FlowRow Read(Statement statement) => new(
        statement.Integer(0),
        statement.Integer(1),
        statement.Integer(2),
        statement.IntegerOrNull(3),
        statement.IntegerOrNull(4),
        AnnotationText.Read(statement.Text(5), statement.Text(6), statement.Text(7)));
}
