using Proximity.Filters;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Control;

/// <summary>What can be asked about filters.</summary>
internal static class FilterOperations
{
    private const int MostCompletions = 50;
    private const int MostText = 8192;

    public static Operation Check { get; } = new Operation<FilterInput, FilterOutput>(
        "filter.check", "GET /api/filter", OperationEffect.Reads,
        "Reads a filter: its one form, what is wrong with it, what can be typed next.")
    {
        Input = ControlJson.Default.FilterInput,
        Output = ControlJson.Default.FilterOutput,
        Run = static (context, input, _) => ValueTask.FromResult(Read(context, input)),
    };

    public static Operation Fields { get; } = new Operation<NoInput, FieldsOutput>(
        "filter.fields", "GET /api/fields", OperationEffect.Reads, "Lists the fields and flags that filters can ask for.")
    {
        Input = ControlJson.Default.NoInput,
        Output = ControlJson.Default.FieldsOutput,
        Run = static (_, _, _) => ValueTask.FromResult(All()),
    };

    private static FilterOutput Read(ControlContext context, FilterInput input)
    {
        if (input.Text.Length > MostText)
        {
            throw new OperationException(OperationProblem.TooLarge, "too_large", $"A filter has at most {MostText} characters.");
        }

        string[] completions = [.. FilterCompletion.At(input.Text, Math.Clamp(input.Caret ?? input.Text.Length, 0, input.Text.Length))
            .Take(MostCompletions)];
        if (input.Text.AsSpan().Trim().IsEmpty)
        {
            return new FilterOutput("", [], [], completions, null, false, []);
        }

        if (!Filter.TryParse(input.Text, FilterReader.SettingsOf(context), out Filter? filter, out IReadOnlyList<FilterError> errors))
        {
            return new FilterOutput(null, Problems(errors), [], completions, null, false, []);
        }

        string decided = FilterExplanation.Name(filter.Explain().DecidedBy);
        IEnumerable<FilterNode> terms = filter.Tree is AllNode all ? all.Terms : [filter.Tree];
        string[] tests = [.. terms.Select(static term => term is AnyNode ? $"({FilterPrinter.Print(term)})" : FilterPrinter.Print(term))];
        return new FilterOutput(filter.ToString(), [], Problems(filter.Notes), completions, decided, filter.ReadsBodies, tests);
    }

    private static FilterProblem[] Problems(IReadOnlyList<FilterError> errors)
        => [.. errors.Select(static error => new FilterProblem(error.Message, error.Position, error.Length, error.Meant))];

    private static FieldsOutput All() => new(
        [
            .. FieldCatalogue.All.Select(static field => new FieldFacts(
                FieldCatalogue.Describe(field), CataloguePage.Describe(field.Type), FilterExplanation.Name(field.Phase), field.IsIndexed,
                field.Example, field.Summary)),
        ],
        [.. FlagCatalogue.All.Select(static flag => new FlagFacts(flag.Name, flag.Summary))]);
}
