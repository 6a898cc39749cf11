using System.Globalization;
using System.Runtime.CompilerServices;
using Proximity.Filters;
using Proximity.Filters.Sql;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>
/// A filter as the file is asked for it: a condition on rows that holds at least where the filter does, and what is asked of the flows
/// themselves. Of a flow that had not ended, much is not yet known, which no column says: the whole filter is asked of it.
/// </summary>
internal sealed class Condition
{
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(1);

    private static readonly ConditionalWeakTable<Filter, Translation> Known = [];

    private readonly IReadOnlyList<object> parameters;
    private readonly IFlowFilter? whole;
    private readonly IFlowFilter? residual;

    private Condition(string where, IReadOnlyList<object> parameters, IFlowFilter? whole, IFlowFilter? residual)
    {
        Where = where;
        this.parameters = parameters;
        this.whole = whole;
        this.residual = residual;
    }

    /// <summary>What stands behind WHERE.</summary>
    public string Where { get; }

    /// <summary>True when rows alone do not decide.</summary>
    public bool HasResidual => residual is not null;

    /// <param name="filter">The filter; null for every flow.</param>
    /// <param name="text">What the text index of the file can tell; null when it has none.</param>
    /// <param name="time">The clock.</param>
    public static Condition Of(IFlowFilter? filter, TextQuery? text, TimeProvider time)
    {
        switch (filter)
        {
            case null:
                return new Condition("1", [], null, null);
            case Filter known:
                SqlFilter translated = Translate(known, time);
                string where = translated.Where;
                List<object> values = [.. translated.Parameters];
                if (translated.Residual is not null && text?.Condition(known, values) is { } indexed)
                {
                    where = $"{where} AND {indexed}";
                }

                return new Condition(where, values, known, translated.Residual);
            default:
                return new Condition("1", [], filter, filter);
        }
    }

    /// <summary>
    /// The pages of one search have one translation: what a regular expression has learnt of its texts is kept in it. Moments such as
    /// fifteen minutes ago move on, so that it is made anew a second later.
    /// </summary>
    private static SqlFilter Translate(Filter filter, TimeProvider time)
    {
        if (Known.TryGetValue(filter, out Translation? known) && time.GetElapsedTime(known.MadeAt) < Lasting)
        {
            return known.Sql;
        }

        var made = new Translation(SqlTranslator.Translate(filter), time.GetTimestamp());
        Known.AddOrUpdate(filter, made);
        return made.Sql;
    }

    /// <summary>What is to be asked of a flow, by its row's flags; null when its row has said all.</summary>
    public IFlowFilter? Question(long flags) => (flags & FlowRow.PendingFlag) != 0 ? whole : residual;

    /// <summary>Binds the values of the filter.</summary>
    public void Bind(Statement statement)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            int index = statement.Parameter(string.Create(CultureInfo.InvariantCulture, $"@f{i}"));
            if (index > 0)
            {
                statement.Bind(index, parameters[i]);
            }
        }
    }

    private sealed record Translation(SqlFilter Sql, long MadeAt);
}
