using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;
using Proximity.Filters.Translation;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Filters;

/// <summary>
/// A condition on flows, such as <c>host:example.com status:5xx duration:1s..</c> (docs/filters.md). Immutable; used by many threads at
/// once. A field that is known to be absent makes every test of it false, and its negation true.
/// </summary>
public sealed class Filter : IFlowFilter
{
    private readonly FilterSettings settings;
    private readonly FilterNode tree;
    private readonly FilterNode expanded;
    private readonly Condition condition;
    private SnapshotReader? spareReader;
    private ExchangeReader? spareExchangeReader;

    private Filter(FilterSettings settings, FilterNode tree, FilterNode expanded, Condition condition)
    {
        this.settings = settings;
        this.tree = tree;
        this.expanded = expanded;
        this.condition = condition;
        ReadsBodies = BodyReading.Of(expanded);
    }

    /// <inheritdoc/>
    public bool ReadsBodies { get; }

    /// <summary>What is right in the text and probably not meant, such as a search for the word error. Usually empty.</summary>
    public IReadOnlyList<FilterError> Notes { get; private init; } = [];

    internal FilterNode Tree => tree;

    /// <summary>The tree with everything put in that names stand for.</summary>
    internal FilterNode Expanded => expanded;

    internal FilterSettings Settings => settings;

    /// <summary>True when the filter asks for a field, be it within another one, a search or a macro.</summary>
    internal bool Asks(FieldId field) => FilterExplanation.Fields(expanded).Any(asked => asked.Field.Id == field);

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The text. An empty one is the filter that matches every flow.</param>
    /// <param name="settings">What the text may refer to; null for the clock of the system and nothing else.</param>
    /// <exception cref="FormatException">The text is no filter; the message says what is wrong, and where.</exception>
    public static Filter Parse(string text, FilterSettings? settings = null)
        => TryParse(text, settings, out Filter? filter, out IReadOnlyList<FilterError> errors)
            ? filter : throw new FormatException(errors[0].ToString());

    /// <summary>Reads a filter, and finds everything that is wrong with it.</summary>
    /// <param name="text">The text. An empty one is the filter that matches every flow.</param>
    /// <param name="settings">What the text may refer to; null for the clock of the system and nothing else.</param>
    /// <param name="filter">The filter; null when there are errors.</param>
    /// <param name="errors">
    /// What is wrong, in the order of the text; at most twenty of them, and before them what was meant when it is a filter of mitmproxy,
    /// Chrome DevTools or HTTPQL.
    /// </param>
    public static bool TryParse(
        string text, FilterSettings? settings, [NotNullWhen(true)] out Filter? filter, out IReadOnlyList<FilterError> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        filter = TryRead(text, settings ?? FilterSettings.Default, out errors);
        if (filter is null && FilterTranslator.Meant(text) is { } meant)
        {
            errors = [new FilterError("This is a filter of another language.", 0, text.Length, 1, 1) { Meant = meant }, .. errors];
        }

        return filter is not null;
    }

    /// <summary>Reads a filter of this language; null when there are errors.</summary>
    internal static Filter? TryRead(string text, FilterSettings settings, out IReadOnlyList<FilterError> errors)
    {
        var found = new ErrorList(text);
        var notes = new ErrorList(text);
        FilterNode tree = FilterParser.Parse(text, settings.HasComments, found, notes);
        FilterNode expanded = new FilterExpansion(settings, found).Expand(tree);
        Condition condition = new ConditionCompiler(settings, found).Compile(expanded);
        errors = [.. found.Errors.DistinctBy(error => (error.Position, error.Message)).OrderBy(error => error.Position)];
        return errors.Count == 0 ? new Filter(settings, tree, expanded, condition) { Notes = notes.Errors } : null;
    }

    /// <summary>The filter of a tree that is a part of a filter's.</summary>
    internal static Filter Of(FilterNode tree, FilterSettings settings)
    {
        var errors = new ErrorList("");
        FilterNode expanded = new FilterExpansion(settings, errors).Expand(tree);
        Condition condition = new ConditionCompiler(settings, errors).Compile(expanded);
        Debug.Assert(errors.IsEmpty, "a part of what compiles compiles");
        return new Filter(settings, tree, expanded, condition);
    }

    /// <summary>Whether a flow matches. Of one that goes on, true only when nothing to come can change that.</summary>
    public bool Matches(FlowSnapshot flow) => Evaluate(flow) is true;

    /// <summary>Whether a flow matches; null while that depends on what is not yet known.</summary>
    public bool? Evaluate(FlowSnapshot flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Evaluate(flow, null);
    }

    /// <summary>Whether a flow of a store matches, by its session and what people have written on it, too.</summary>
    public bool? Evaluate(StoredFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Evaluate(flow.Flow, flow);
    }

    private bool? Evaluate(FlowSnapshot flow, StoredFlow? stored)
    {
        SnapshotReader reader = Interlocked.Exchange(ref spareReader, null) ?? new SnapshotReader(settings.Codings);
        reader.Begin(flow, stored);
        Truth answer = condition.Evaluate(reader);
        reader.End();
        Volatile.Write(ref spareReader, reader);
        return Answer(answer);
    }

    /// <summary>Whether a flow matches as it is now. Of one that goes on, true only when nothing to come can change that.</summary>
    public bool Matches(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Matches(flow.Snapshot());
    }

    /// <summary>Whether an exchange under way matches, by its heads; null while that depends on what is not yet known.</summary>
    public bool? Evaluate(ExchangeContext exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ExchangeReader reader = Interlocked.Exchange(ref spareExchangeReader, null) ?? new ExchangeReader();
        reader.Begin(exchange);
        Truth answer = condition.Evaluate(reader);
        reader.Begin(null);
        Volatile.Write(ref spareExchangeReader, reader);
        return Answer(answer);
    }

    /// <summary>Says when the filter can be decided, and what has to wait for that.</summary>
    public FilterExplanation Explain() => new(tree, expanded, settings);

    /// <summary>The filter in its one form: what is printed reads as the same filter.</summary>
    public override string ToString() => FilterPrinter.Print(tree);

    private static bool? Answer(Truth answer) => answer switch
    {
        Truth.True => true,
        Truth.False => false,
        _ => null,
    };
}
