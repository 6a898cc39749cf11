using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Evaluation;

/// <summary>Makes conditions of an expanded tree. What is wrong with its values is found here.</summary>
internal sealed class ConditionCompiler(FilterSettings settings, ErrorList errors)
{
    private static readonly ConstantCondition Always = new(Truth.True);
    private const string LastWord = "last";

    private static readonly ConstantCondition Never = new(Truth.False);

    public Condition Compile(FilterNode node) => node switch
    {
        AllNode all => new AllCondition([.. all.Terms.Select(Compile)]),
        AnyNode any => new AnyCondition([.. any.Terms.Select(Compile)]),
        NotNode not => new NotCondition(Compile(not.Term)),
        TestNode test => Test(test),
        PresenceNode { Field: var field } => Presence(field),
        FlagNode flag => FlagCatalogue.Of(flag.Flag) is { IsReserved: false } entry ? new FlagCondition(entry) : Never,
        _ => Always,
    };

    private static Condition Presence(FieldReference field)
        => field.Field.IsReserved ? Never
            : field.Field.IsNumeric ? new NumberPresence(field.Field)
            : new TextCondition(field, Whole(field, AnythingMatcher.Instance));

    /// <summary>A cookie is a part of its field: what finds it there is made once, not for each flow.</summary>
    private static TextMatcher Whole(FieldReference field, TextMatcher matcher) => field.Field.Id switch
    {
        FieldId.Cookie => new CookieMatcher(field.Key!, matcher, isSet: false),
        FieldId.SetCookie => new CookieMatcher(field.Key!, matcher, isSet: true),
        _ => matcher,
    };

    private Condition Test(TestNode test)
    {
        test = test.Field.Field.Id == FieldId.Session ? WithLastSession(test) : test;
        Condition? condition = test.Field.Field.IsNumeric ? Number(test, out string? problem) : Text(test, out problem);
        if (condition is null)
        {
            errors.Add(test.At, problem!);
        }

        return condition is null || test.Field.Field.IsReserved ? Never : condition;
    }

    /// <summary>The session that is <c>last</c> is known where the filter is read, not where it is asked.</summary>
    private TestNode WithLastSession(TestNode test)
        => settings.LastSession is { } session && test.Value is ListValue list
            ? test with { Value = new ListValue(new NodeList<SingleValue>([.. list.Items.Select(item => Named(item, session))])) }
            : test;

    private static SingleValue Named(SingleValue item, Guid session)
        => item is TextValue { Text: var text } && text.Equals(LastWord, StringComparison.OrdinalIgnoreCase)
            ? new TextValue(session.ToString()) : item;

    private TextCondition? Text(TestNode test, out string? problem)
    {
        TextMatcher? matcher = new TextBinder(test.Field.Field, settings).Bind(test.Operator, test.Value, out problem);
        return matcher is null ? null : new TextCondition(test.Field, Whole(test.Field, matcher));
    }

    private Condition? Number(TestNode test, out string? problem)
    {
        FilterField field = test.Field.Field;
        if (test.Operator is not (FilterOperator.Regex or FilterOperator.StartsWith or FilterOperator.EndsWith or FilterOperator.Contains))
        {
            NumberMatcher? numbers = new NumberBinder(field.Type, settings.TimeProvider).Bind(test.Operator, test.Value, out problem);
            return numbers is null ? null : new NumberCondition(field, numbers);
        }

        if (field.Type is FieldType.Size or FieldType.Duration or FieldType.Time)
        {
            problem = $"{field.Name} is compared by < <= > >= = and ranges.";
            return null;
        }

        TextMatcher? digits = new TextBinder(field, settings).Bind(test.Operator, test.Value, out problem);
        return digits is null ? null : new DigitsCondition(field, digits);
    }
}
