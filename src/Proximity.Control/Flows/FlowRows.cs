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
        var row = new FlowRow();
        Fill(row, stored);
        return row;
    }

    /// <summary>Writes the line of a flow into something that has more of it.</summary>
    public void Fill(FlowRow row, StoredFlow stored)
    {
        FlowSnapshot flow = stored.Flow;
        reader.Begin(flow, stored);
        try
        {
            FlowAnnotation note = stored.Annotation;
            row.Id = stored.Sequence;
            row.State = StateOf(flow);
            row.Started = flow.Timestamp;
            row.Method = flow.Request.Method;
            row.Scheme = Text(FieldId.Scheme);
            row.Host = Text(FieldId.Host) ?? "";
            row.Port = (int?)reader.Number(FieldId.Port);
            row.Path = Text(FieldId.Path) ?? "";
            row.Query = Text(FieldId.Query);
            row.Url = Text(FieldId.Url) ?? flow.Request.Url;
            row.Status = (int?)reader.Number(FieldId.Status);
            row.Type = reader.Is(FilterFlag.Tunnel) ? "tunnel" : Text(FieldId.ContentKind);
            row.ContentType = flow.Response is { } response ? FieldList.First(response.Headers, "content-type") : null;
            row.RequestSize = (long?)reader.Number(FieldId.RequestSize);
            row.ResponseSize = (long?)reader.Number(FieldId.ResponseSize);
            row.WireSize = (long?)reader.Number(FieldId.WireSize);
            row.Duration = flow.Completed ? flow.Duration.TotalMilliseconds : null;
            row.Timings = flow.Completed || flow.Response is not null ? Of(flow.Timings) : null;
            row.Error = flow.ErrorCode;
            row.Protocol = flow.Request.Version;
            row.OriginProtocol = flow.Response?.Version;
            row.Client = flow.ClientIP;
            row.Process = flow.ClientProcess;
            row.Connection = flow.ClientConnectionId ?? flow.ClientStream?.ConnectionId;
            row.Messages = flow.MessageCount > 0 ? flow.MessageCount : null;
            row.Flags = [.. Shown.Where(reader.Is).Select(static flag => FlagCatalogue.Of(flag).Name)];
            row.AnsweredBy = flow.AnsweredBy;
            row.Mark = Text(FieldId.Mark);
            row.Tags = note.Tags.Count > 0 ? note.Tags : null;
            row.Comment = note.Comment;
            row.Proxy = stored.ProxyName is { Length: > 0 } proxy ? proxy : null;
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
