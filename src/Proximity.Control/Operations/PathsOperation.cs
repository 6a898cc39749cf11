using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Counts the flows of a host by the next part of their paths: one folder of a tree at a time.</summary>
internal static class PathsOperation
{
    private static readonly FieldReference Path = FieldText.Named("path");

    public static Operation Entry { get; } = new Operation<PathsInput, PathsOutput>(
        "flows.paths", "GET /api/paths", OperationEffect.Reads, "Counts the flows of a host by the next part of their paths.")
    {
        Input = ControlJson.Default.PathsInput,
        Output = ControlJson.Default.PathsOutput,
        Run = RunAsync,
    };

    private static async ValueTask<PathsOutput> RunAsync(ControlContext context, PathsInput input, CancellationToken cancellationToken)
    {
        int limit = SearchOperation.Checked(input.Limit);
        if (!input.Under.StartsWith('/') || !input.Under.EndsWith('/'))
        {
            throw new OperationException(
                OperationProblem.Invalid,
                "invalid_input",
                $"under begins and ends with a slash, as /v1/ does, and '{input.Under}' does not.");
        }

        string host = $"host={QuotedText.Write(input.Host)}";
        string asked = $"{host} path^={QuotedText.Write(input.Under)}";
        Filter filter = FilterReader.Read(context, FilterReader.Read(context, input.Filter) is { } other ? $"({other}) {asked}" : asked)!;
        var walk = new FlowWalk(context) { Filter = filter };
        var values = new FieldValues(context.Codings);
        var groups = new FlowGroups();
        await foreach (StoredFlow flow in walk.MatchingAsync(cancellationToken).ConfigureAwait(false))
        {
            groups.Add([Part(FieldText.Of(values, Path, flow), input.Under)], flow.Flow);
        }

        PathEntry[] entries = [.. groups.Largest.Take(limit).Select(group => Shown(group, host, input.Under))];
        return new PathsOutput(entries, groups.Count, groups.FlowCount, walk.IsComplete);
    }

    /// <summary>The next part of a path, with its slash where more follows. The filter takes letters in any case.</summary>
    private static string Part(string path, string under)
    {
        string rest = path[under.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? rest : rest[..(slash + 1)];
    }

    private static PathEntry Shown(FlowGroup group, string host, string under)
    {
        string name = group.Keys[0];
        bool isTogether = name == FlowGroups.Others;
        string path = isTogether ? under : under + name;
        bool isFolder = !isTogether && name.EndsWith('/');
        string sign = isTogether || isFolder ? "^=" : "==";
        return new PathEntry(
            name, path, isFolder, group.Durations.Count, group.Errors, $"{host} path{sign}{QuotedText.Write(path)}");
    }
}
