using System.Globalization;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>What a flow has in a field of filters, as a text.</summary>
internal static class FieldText
{
    /// <summary>The field of a name, such as <c>req.header[accept]</c>.</summary>
    /// <exception cref="OperationException">There is no such field.</exception>
    public static FieldReference Named(string name) => FieldValues.Named(name, out string? problem)
        ?? throw new OperationException(OperationProblem.Invalid, "unknown_field", $"{name} is no field of filters. {problem}");

    /// <summary>The text; empty where the flow does not have the field. Several values have commas between.</summary>
    public static string Of(FieldValues values, FieldReference field, StoredFlow flow) => field.Field.IsNumeric
        ? values.Number(flow.Flow, field, flow)?.ToString("0.###", CultureInfo.InvariantCulture) ?? ""
        : string.Join(", ", values.Texts(flow.Flow, field, flow));
}
