using Proximity.Content;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Filters.Syntax;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Filters.Evaluation;

/// <summary>The values that a flow has of the catalogue's fields, for those who show them. One thread at a time.</summary>
internal sealed class FieldValues(ContentCodings codings)
{
    private readonly SnapshotReader reader = new(codings);
    private readonly Collector collector = new();

    /// <summary>
    /// The field that a text names, such as <c>req.header[accept]</c>; null when there is none, or it is not in its form.
    /// </summary>
    /// <param name="text">The field as it stands in a filter.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    public static FieldReference? Named(string text, out string? problem)
    {
        Filter? filter = Filter.TryRead($"has:{text}", FilterSettings.Default, out IReadOnlyList<FilterError> errors);
        problem = filter?.Tree is PresenceNode ? null : errors.Count > 0 ? errors[0].ToString() : $"{text} is no field of filters.";
        return (filter?.Tree as PresenceNode)?.Field;
    }

    /// <summary>The number that a flow has in a numeric field; null when the field is absent.</summary>
    public double? Number(FlowSnapshot flow, FieldReference field, StoredFlow? stored = null)
    {
        reader.Begin(flow, stored);
        double? number = reader.Number(field.Field.Id);
        reader.End();
        return number;
    }

    /// <summary>The texts that a flow has in a field with texts, in their order; empty when the field is absent.</summary>
    public IReadOnlyList<string> Texts(FlowSnapshot flow, FieldReference field, StoredFlow? stored = null)
    {
        collector.Found.Clear();
        reader.Begin(flow, stored);
        foreach (FieldId part in field.Field.Parts.Count > 0 ? field.Field.Parts : [field.Field.Id])
        {
            reader.AnyText(part, field.Key, MatcherOf(part, field.Key));
        }

        reader.End();
        return [.. collector.Found];
    }

    private TextMatcher MatcherOf(FieldId field, string? key) => field switch
    {
        FieldId.Cookie => new CookieMatcher(key!, collector, isSet: false),
        FieldId.SetCookie => new CookieMatcher(key!, collector, isSet: true),
        _ => collector,
    };

    /// <summary>Takes no text, so that it is shown all of them.</summary>
    private sealed class Collector : TextMatcher
    {
        public List<string> Found { get; } = [];

        public override bool Matches(ReadOnlySpan<char> text)
        {
            Found.Add(text.ToString());
            return false;
        }
    }
}
