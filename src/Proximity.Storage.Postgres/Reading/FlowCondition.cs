using Proximity.Filters;
using Proximity.Filters.Sql;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Reading;

/// <summary>
/// A filter as the database and this program share it: the rows of the condition are looked at, and of those the filter is asked where the
/// condition does not say all.
/// </summary>
internal sealed class FlowCondition
{
    private readonly IFlowFilter? filter;
    private readonly IFlowFilter? residual;

    private FlowCondition(IFlowFilter? filter, string where, IReadOnlyList<object> parameters, IFlowFilter? residual)
    {
        this.filter = filter;
        this.residual = residual;
        (Where, Parameters) = (where, parameters);
    }

    /// <summary>The condition on the table of flows; its parameters are the first.</summary>
    public string Where { get; }

    public IReadOnlyList<object> Parameters { get; }

    /// <summary>True when the condition holds for every row.</summary>
    public bool IsAll => filter is null;

    /// <summary>True when no row has to be asked itself, but for one whose columns do not say what it has.</summary>
    public bool IsExact => residual is null;

    /// <summary>True when a flow may have to be asked with its bodies.</summary>
    public bool ReadsBodies => filter?.ReadsBodies ?? false;

    public static FlowCondition Of(IFlowFilter? filter)
    {
        if (filter is null)
        {
            return new FlowCondition(null, "true", [], null);
        }

        if (filter is Filter known && SqlTranslator.Translate(known, SqlDialect.Postgres) is var sql
            && sql.Parameters.All(static value => value is not string text || StoredText.IsStorable(text)))
        {
            return new FlowCondition(filter, $"(({sql.Where}) OR odd)", sql.Parameters, sql.Residual);
        }

        return new FlowCondition(filter, "true", [], filter);
    }

    /// <summary>Whether a row of the condition matches.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="isOdd">True when its columns do not say what it has.</param>
    public bool Matches(StoredFlow flow, bool isOdd)
        => (isOdd ? filter : residual) is not { } asked || asked.Evaluate(flow) is true;
}
