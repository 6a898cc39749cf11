using Proximity.Content;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Makes lines of flows. One thread at a time.</summary>
internal sealed class FlowRows
{
    private static readonly FilterFlag[] Shown =
    [
        .. FlagCatalogue.All.Where(static entry => !entry.IsReserved && entry.Flag is not (FilterFlag.Request or FilterFlag.Response))
            .Select(static entry => entry.Flag),
    ];

    private readonly SnapshotReader reader = new(ContentCodings.BuiltIn);
    private readonly FirstText text = new();

    /// <summary>The line of a flow.</summary>
    public FlowRow Of(StoredFlow stored)
    {
        FlowSnapshot flow = stored.Flow;
        reader.Begin(flow, stored);
        try
        {
            FlowAnnotation note = stored.Annotation;
            return new FlowRow
            {
                Id = stored.Sequence,
                State = StateOf(flow),
                Started = flow.Timestamp,
                Method = flow.Request.Method,
                Scheme = Text(FieldId.Scheme),
                Host = Text(FieldId.Host) ?? "",
                Port = (int?)reader.Number(FieldId.Port),
                Path = Text(FieldId.Path) ?? "",
                Query = Text(FieldId.Query),
                Url = Text(FieldId.Url) ?? flow.Request.Url,
                Status = (int?)reader.Number(FieldId.Status),
                Type = reader.Is(FilterFlag.Tunnel) ? "tunnel" : Text(FieldId.ContentKind),
                ContentType = flow.Response is { } response ? FieldList.First(response.Headers, "content-type") : null,
                RequestSize = (long?)reader.Number(FieldId.RequestSize),
                ResponseSize = (long?)reader.Number(FieldId.ResponseSize),
                WireSize = (long?)reader.Number(FieldId.WireSize),
                Duration = flow.Completed ? flow.Duration.TotalMilliseconds : null,
                Timings = flow.Completed || flow.Response is not null ? Of(flow.Timings) : null,
                Error = flow.ErrorCode,
                Protocol = flow.Request.Version,
                OriginProtocol = flow.Response?.Version,
                Client = flow.ClientIP,
                Process = flow.ClientProcess,
                Connection = flow.ClientStream?.ConnectionId,
                Messages = flow.MessageCount > 0 ? flow.MessageCount : null,
                Flags = [.. Shown.Where(reader.Is).Select(static flag => FlagCatalogue.Of(flag).Name)],
                AnsweredBy = flow.AnsweredBy,
                Mark = Text(FieldId.Mark),
                Tags = note.Tags.Count > 0 ? note.Tags : null,
                Comment = note.Comment,
                Proxy = stored.ProxyName is { Length: > 0 } proxy ? proxy : null,
            };
        }
        finally
        {
            reader.End();
        }
    }

    /// <summary>How far a flow has come.</summary>
    public static FlowState StateOf(FlowSnapshot flow)
    {
        if (flow.Completed)
        {
            return flow.ErrorCode is null ? FlowState.Done : FlowState.Failed;
        }

        bool isStream = flow.WebSocketMessages is not null || flow.MessageCount > 0 || flow.Request.Method == "CONNECT";
        return flow.Response is not null ? isStream ? FlowState.Open : FlowState.Receiving
            : flow.Request.Body.State == FlowBodyState.Streaming ? FlowState.Sending : FlowState.Waiting;
    }

    private static TimingsOutput Of(FlowTimings timings) => new(
        timings.Dns.TotalMilliseconds, timings.Connect.TotalMilliseconds, timings.Send.TotalMilliseconds,
        timings.Wait.TotalMilliseconds, timings.Receive.TotalMilliseconds);

    private string? Text(FieldId field)
    {
        text.Found = null;
        return reader.AnyText(field, null, text) ? text.Found : null;
    }

    /// <summary>Keeps the first text that it is shown.</summary>
    private sealed class FirstText : TextMatcher
    {
        public string? Found { get; set; }

        public override bool Matches(ReadOnlySpan<char> text)
        {
            Found = text.ToString();
            return true;
        }
    }
}
