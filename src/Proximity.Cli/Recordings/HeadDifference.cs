using Proximity.Cli.Output;
using Proximity.Flows;

namespace Proximity.Cli.Recordings;

/// <summary>What became of a head that user code changed: lines that were received alone, then lines that were sent alone.</summary>
internal static class HeadDifference
{
    /// <summary>Of the request; empty where user code did not change it.</summary>
    public static IReadOnlyList<string> OfRequest(FlowSnapshot flow)
        => flow.RequestSent is { } sent ? Of(LinesOf(flow.RequestReceived), LinesOf(sent)) : [];

    /// <summary>Of the response; empty where user code did not change it, and where it made it and nothing was received.</summary>
    public static IReadOnlyList<string> OfResponse(FlowSnapshot flow)
        => flow is { ResponseSent: { } sent, ResponseReceived: { } received } ? Of(LinesOf(received), LinesOf(sent)) : [];

    private static string[] LinesOf(RequestSnapshot? head)
        => head is null ? [] : [$"{head.Method} {Printable.WithoutUserInformation(head.Url)} {head.Version}", .. FieldsOf(head.Headers)];

    private static string[] LinesOf(ResponseSnapshot head)
        => [$"{head.Version} {head.Status} {head.StatusText}".TrimEnd(), .. FieldsOf(head.Headers)];

    private static IEnumerable<string> FieldsOf(IReadOnlyList<KeyValuePair<string, string>> fields)
        => fields.Select(field => $"{field.Key}: {field.Value}");

    private static string[] Of(string[] received, string[] sent)
        => [.. Without(received, sent).Select(line => $"- {line}"), .. Without(sent, received).Select(line => $"+ {line}")];

    /// <summary>The lines that the others do not have; each of the others stands for one.</summary>
    private static List<string> Without(string[] lines, string[] others)
    {
        List<string> rest = [.. others];
        return [.. lines.Where(line => !rest.Remove(line))];
    }
}
