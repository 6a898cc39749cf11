using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control;

/// <summary>The members of rows that a caller wants.</summary>
internal sealed class RowFields
{
    private readonly JsonPropertyInfo[] unwanted;

    private RowFields(JsonPropertyInfo[] unwanted) => this.unwanted = unwanted;

    /// <summary>Reads their names; null or none for all of them. The number is always there.</summary>
    /// <exception cref="OperationException">There is no such member.</exception>
    public static RowFields Of(IReadOnlyList<string>? names)
    {
        if (names is not { Count: > 0 })
        {
            return new RowFields([]);
        }

        IList<JsonPropertyInfo> all = ControlJson.Default.FlowRow.Properties;
        foreach (string name in names)
        {
            if (!all.Any(property => property.Name == name))
            {
                string known = string.Join(", ", all.Select(static property => property.Name));
                throw new OperationException(OperationProblem.Invalid, "unknown_field", $"Flows have no field {name}. There are {known}.");
            }
        }

        return new RowFields([.. all.Where(property => property.Name != "id" && !names.Contains(property.Name, StringComparer.Ordinal))]);
    }

    /// <summary>Takes the others out.</summary>
    public FlowRow Cut(FlowRow row)
    {
        foreach (JsonPropertyInfo property in unwanted)
        {
            property.Set!(row, null);
        }

        return row;
    }
}
