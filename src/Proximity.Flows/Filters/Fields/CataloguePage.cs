using System.Text;

namespace Proximity.Filters.Fields;

/// <summary>The catalogue as the tables of docs/filters.md.</summary>
internal static class CataloguePage
{
    public static string Fields()
    {
        var text = new StringBuilder("| field | values | known from | what it is | example |\n|---|---|---|---|---|\n");
        foreach (FilterField field in FieldCatalogue.All)
        {
            string known = field.IsReserved ? "set by nothing yet" : field.IsOfStore ? "a store" : FilterExplanation.Name(field.Phase);
            string values = Describe(field.Type) + (field.IsMultiValued ? ", several" : "") + (field.IsIndexed ? ", indexed" : "");
            text.Append($"| `{FieldCatalogue.Describe(field)}` | {values} | {known} | {field.Summary} | `{field.Example}` |\n");
        }

        return text.ToString();
    }

    public static string Flags()
    {
        var text = new StringBuilder("| flag | known from | when it holds |\n|---|---|---|\n");
        foreach (FlagEntry flag in FlagCatalogue.All)
        {
            string known = flag.IsReserved ? "set by nothing yet" : flag.IsOfStore ? "a store" : FilterExplanation.Name(flag.Phase);
            text.Append($"| `is:{flag.Name}` | {known} | {flag.Summary} |\n");
        }

        return text.ToString();
    }

    /// <summary>The word for a type.</summary>
    public static string Describe(FieldType type) => type switch
    {
        FieldType.ContentKind => "kind of content",
        _ => type.ToString().ToLowerInvariant(),
    };
}
