using System.Globalization;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;

namespace Proximity.Filters.Evaluation;

/// <summary>A compiled filter, or a part of one. Immutable; used by many threads at once.</summary>
internal abstract class Condition
{
    public abstract Truth Evaluate(FieldReader reader);
}

/// <summary>Always the same.</summary>
internal sealed class ConstantCondition(Truth answer) : Condition
{
    public override Truth Evaluate(FieldReader reader) => answer;
}

/// <summary>All hold.</summary>
internal sealed class AllCondition(Condition[] terms) : Condition
{
    public override Truth Evaluate(FieldReader reader)
    {
        Truth least = Truth.True;
        foreach (Condition term in terms)
        {
            Truth answer = term.Evaluate(reader);
            if (answer == Truth.False)
            {
                return Truth.False;
            }

            least = answer < least ? answer : least;
        }

        return least;
    }
}

/// <summary>At least one holds.</summary>
internal sealed class AnyCondition(Condition[] terms) : Condition
{
    public override Truth Evaluate(FieldReader reader)
    {
        Truth greatest = Truth.False;
        foreach (Condition term in terms)
        {
            Truth answer = term.Evaluate(reader);
            if (answer == Truth.True)
            {
                return Truth.True;
            }

            greatest = answer > greatest ? answer : greatest;
        }

        return greatest;
    }
}

/// <summary>Another does not hold.</summary>
internal sealed class NotCondition(Condition term) : Condition
{
    public override Truth Evaluate(FieldReader reader) => Truth.True - (byte)term.Evaluate(reader);
}

/// <summary>A field has a text that a matcher takes; a message that has passed already may be it.</summary>
internal sealed class TextCondition(FieldReference field, TextMatcher matcher) : Condition
{
    private readonly FieldId id = field.Field.Id;
    private readonly string? key = field.Key;
    private readonly FilterPhase phase = field.Field.Phase;

    public override Truth Evaluate(FieldReader reader)
    {
        bool isKnown = reader.Knows(phase);
        return (isKnown || phase == FilterPhase.Messages) && reader.AnyText(id, key, matcher) ? Truth.True
            : isKnown ? Truth.False : Truth.Unknown;
    }
}

/// <summary>A field has a number in some ranges.</summary>
internal sealed class NumberCondition(FilterField field, NumberMatcher matcher) : Condition
{
    public override Truth Evaluate(FieldReader reader)
        => !reader.Knows(field.Phase) ? Truth.Unknown
            : reader.Number(field.Id) is { } number && matcher.Matches(number) ? Truth.True : Truth.False;
}

/// <summary>A field has a number whose digits a matcher takes.</summary>
internal sealed class DigitsCondition(FilterField field, TextMatcher matcher) : Condition
{
    private const int MostDigits = 32;

    public override Truth Evaluate(FieldReader reader)
    {
        if (!reader.Knows(field.Phase))
        {
            return Truth.Unknown;
        }

        Span<char> digits = stackalloc char[MostDigits];
        return reader.Number(field.Id) is { } number
            && number.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture)
            && matcher.Matches(digits[..length]) ? Truth.True : Truth.False;
    }
}

/// <summary>A numeric field is there.</summary>
internal sealed class NumberPresence(FilterField field) : Condition
{
    public override Truth Evaluate(FieldReader reader)
        => !reader.Knows(field.Phase) ? Truth.Unknown : reader.Number(field.Id) is not null ? Truth.True : Truth.False;
}

/// <summary>The flow is what a flag says.</summary>
internal sealed class FlagCondition(FlagEntry flag) : Condition
{
    public override Truth Evaluate(FieldReader reader)
        => !reader.Knows(flag.Phase) ? Truth.Unknown : reader.Is(flag.Flag) ? Truth.True : Truth.False;
}
