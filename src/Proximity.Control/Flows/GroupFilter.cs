using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Control;

/// <summary>The filter that finds the flows of a group again.</summary>
internal static class GroupFilter
{
    /// <summary>The text; null where no filter says it: of fields with several values, and of what is counted together.</summary>
    /// <param name="by">The fields of the group.</param>
    /// <param name="keys">Their values; empty for what a flow does not have.</param>
    public static string? Of(IReadOnlyList<FieldReference> by, IReadOnlyList<string> keys)
    {
        if (by.Any(static field => field.Field.IsMultiValued) || keys is [FlowGroups.Others, ..])
        {
            return null;
        }

        return string.Join(' ', by.Zip(keys, static (field, key) => Test(FilterPrinter.Print(field), field.Field, key)));
    }

    /// <summary>The test of one value. Quotes are right for every text; numbers and plain words do without.</summary>
    public static string Test(string name, FilterField field, string value) => value.Length == 0 ? $"-has:{name}"
        : field.IsNumeric || value.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
            ? $"{name}={value}"
            : $"{name}={QuotedText.Write(value)}";
}
