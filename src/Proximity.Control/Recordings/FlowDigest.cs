using System.Globalization;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Control;

/// <summary>What two flows are compared by. It holds no bodies.</summary>
internal sealed class FlowDigest
{
    /// <summary>Fields that are different each time a server answers, whatever it says.</summary>
    private static readonly HashSet<string> Volatile = new(StringComparer.OrdinalIgnoreCase)
    {
        "Age", "Content-Length", "Date", "ETag", "Expires", "Last-Modified", "Server-Timing", "Set-Cookie", "Traceparent", "X-Request-Id",
        "X-Runtime", "X-Response-Time",
    };

    public required long Number { get; init; }

    public required string Method { get; init; }

    /// <summary>The absolute URL; of a CONNECT <c>host:port</c>.</summary>
    public required string Url { get; init; }

    /// <summary>The status, <c>---</c> where there was none, and the error behind it.</summary>
    public required string Outcome { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> RequestFields { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> ResponseFields { get; init; }

    public required BodyDigest RequestBody { get; init; }

    public required BodyDigest ResponseBody { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>By what flows of two recordings are matched.</summary>
    public string Key => $"{Method} {Url}";

    public static FlowDigest Of(RecordedFlow recorded, ContentDecoder decoder)
    {
        var flow = recorded.Snapshot;
        var status = flow.AnsweredStatus ?? flow.Response?.Status;
        return new FlowDigest
        {
            Number = recorded.Number,
            Method = flow.Request.Method,
            Url = flow.Request.Method == "CONNECT" ? flow.Request.Url : ExchangeUrl.Of(flow).WithoutUserInformation().ToString(),
            Outcome = $"{status?.ToString(CultureInfo.InvariantCulture) ?? "---"}{(flow.ErrorCode is { } code ? $" {code}" : "")}",
            RequestFields = flow.Request.Headers,
            ResponseFields = flow.Response?.Headers ?? [],
            RequestBody = BodyDigest.Of(flow.Request.Body, decoder),
            ResponseBody = BodyDigest.Of(flow.Response?.Body ?? FlowBody.None, decoder),
            Duration = flow.Duration,
        };
    }

    /// <summary>What is different, place by place; none when nothing is that a person would call a change.</summary>
    /// <param name="other">The later one.</param>
    /// <param name="isExact">True to name every field and body that differs; false for two answers to the same question, whose dates
    /// and contents always do.</param>
    public IEnumerable<FlowDifference> Differences(FlowDigest other, bool isExact)
    {
        if (isExact && Method != other.Method)
        {
            yield return FlowDifference.Changed("method", Method, other.Method);
        }

        if (isExact && Url != other.Url)
        {
            yield return FlowDifference.Changed("url", Url, other.Url);
        }

        if (Outcome != other.Outcome)
        {
            yield return FlowDifference.Changed("status", Outcome, other.Outcome);
        }

        FlowDifference[] rest =
        [
            .. isExact ? Fields("req.header", RequestFields, other.RequestFields, isExact) : [],
            .. RequestBody.Differences("request body", other.RequestBody, isExact),
            .. Fields("res.header", ResponseFields, other.ResponseFields, isExact),
            .. ResponseBody.Differences("response body", other.ResponseBody, isExact),
        ];
        foreach (var difference in rest)
        {
            yield return difference;
        }
    }

    private static IEnumerable<FlowDifference> Fields(
        string prefix, IReadOnlyList<KeyValuePair<string, string>> before, IReadOnlyList<KeyValuePair<string, string>> after, bool isExact)
    {
        var (was, isNow) = (Values(before), Values(after));
        foreach (var name in was.Keys.Union(isNow.Keys, StringComparer.OrdinalIgnoreCase))
        {
            var (old, present) = (was.GetValueOrDefault(name), isNow.GetValueOrDefault(name));
            if (old is null)
            {
                yield return new($"{prefix}[{name}]", DifferenceKind.Added, null, present);
            }
            else if (present is null)
            {
                yield return new($"{prefix}[{name}]", DifferenceKind.Removed, old, null);
            }
            else if (old != present && (isExact || !Volatile.Contains(name)))
            {
                yield return FlowDifference.Changed($"{prefix}[{name}]", old, present);
            }
        }
    }

    private static OrderedDictionary<string, string> Values(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var values = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in fields)
        {
            values[name.ToLowerInvariant()] = values.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return values;
    }
}
