using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control;

/// <summary>The members of rows that a caller wants.</summary>
/// <typeparam name="TRow">A record whose every member but the number can be left out.</typeparam>
internal sealed class RowFields<TRow>
    where TRow : class
{
    private readonly JsonPropertyInfo[] unwanted;

    /// <summary>Reads their names; null or none for all of them. The number is always there.</summary>
    /// <param name="names">The names.</param>
    /// <param name="row">What a row has.</param>
    /// <exception cref="OperationException">There is no such member.</exception>
    public RowFields(IReadOnlyList<string>? names, JsonTypeInfo<TRow> row)
    {
        if (names is not { Count: > 0 })
        {
            unwanted = [];
            return;
        }

        foreach (string name in names)
        {
            if (!row.Properties.Any(property => property.Name == name))
            {
                string known = string.Join(", ", row.Properties.Select(static property => property.Name));
                throw new OperationException(OperationProblem.Invalid, "unknown_field", $"There is no field {name}. There are {known}.");
            }
        }

        unwanted =
            [.. row.Properties.Where(property => property.Name != "id" && !names.Contains(property.Name, StringComparer.Ordinal))];
    }

    /// <summary>Takes the others out.</summary>
    public TRow Cut(TRow row)
    {
        foreach (JsonPropertyInfo property in unwanted)
        {
            property.Set!(row, null);
        }

        return row;
    }
}
