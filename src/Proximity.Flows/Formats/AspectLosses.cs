using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Formats;

/// <summary>Says what of a flow a format has no place for. Each writer names what it carries; the rest is counted here.</summary>
internal static class AspectLosses
{
    /// <summary>What each aspect is called in a sentence that says what is not there.</summary>
    private static readonly (FlowAspects Aspect, string Words)[] Kinds =
    [
        (FlowAspects.AnsweredStatus, "the status with which the proxy itself answered"),
        (FlowAspects.Error, "why an exchange failed"),
        (FlowAspects.Times, "times and durations"),
        (FlowAspects.Trailers, "trailer fields of a body"),
        (FlowAspects.Tls, "what was agreed in TLS"),
        (FlowAspects.Program, "the client's program"),
        (FlowAspects.Handling, "that the proxy answered or changed an exchange, or why it left a tunnel untouched"),
        (FlowAspects.WebSocketMessages, "the messages of a WebSocket connection"),
        (FlowAspects.MessageFates, "that a message was dropped, changed or added"),
        (FlowAspects.StreamMessages, "the messages of an event stream or gRPC call one by one, beside the body that holds them"),
        (FlowAspects.OriginAddress, "the origin's address"),
        (FlowAspects.Comment, "a comment"),
        (FlowAspects.Mark, "a mark"),
        (FlowAspects.Tags, "tags"),
        (FlowAspects.Certificates, "the certificates of a connection"),
        (FlowAspects.ChangedHeads, "the heads as received and as sent, which user code changed"),
        (FlowAspects.Connections, "the client's port, or what another program calls the connections"),
        (FlowAspects.HeadSizes, "the sizes of heads that another program measured"),
    ];

    /// <summary>The sentence part for an aspect.</summary>
    public static string WordsOf(FlowAspects aspect) => Array.Find(Kinds, kind => kind.Aspect == aspect).Words;

    /// <summary>Counts what the flow has and the format does not carry.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="carried">What the format has a place for.</param>
    /// <param name="losses">Gets each kind that is lost.</param>
    public static void Add(FlowSnapshot flow, FlowAspects carried, FormatLosses losses)
    {
        FlowAspects lost = Of(flow) & ~carried;
        if (lost == FlowAspects.None)
        {
            return;
        }

        foreach ((FlowAspects aspect, string words) in Kinds)
        {
            losses.AddIf(lost.HasFlag(aspect), words);
        }
    }

    /// <summary>What the flow has.</summary>
    public static FlowAspects Of(FlowSnapshot flow)
        => (flow.AnsweredStatus is not null ? FlowAspects.AnsweredStatus : 0)
            | (flow.ErrorCode is not null ? FlowAspects.Error : 0)
            | (flow.Duration > TimeSpan.Zero || flow.Timings != default ? FlowAspects.Times : 0)
            | (flow.Request.Body.Trailers.Count > 0 || flow.Response?.Body.Trailers.Count > 0 ? FlowAspects.Trailers : 0)
            | (flow.ClientTls is not null || flow.OriginTls is not null ? FlowAspects.Tls : 0)
            | (HasCertificates(flow.ClientTls) || HasCertificates(flow.OriginTls) ? FlowAspects.Certificates : 0)
            | (flow.HeadChanges is not null ? FlowAspects.ChangedHeads : 0)
            | (flow.ClientProcess is not null ? FlowAspects.Program : 0)
            | (flow.AnsweredBy is not null || flow.PassedThrough is not null || flow.Modified ? FlowAspects.Handling : 0)
            | OfMessages(flow)
            | (flow.Details is { } details ? Of(details) : 0);

    private static bool HasCertificates(FlowTls? tls) => tls is { Certificates.Count: > 0 };

    private static FlowAspects OfMessages(FlowSnapshot flow)
    {
        if (flow.Messages.Count == 0)
        {
            return FlowAspects.None;
        }

        FlowAspects kind = flow.WebSocketMessages is null ? FlowAspects.StreamMessages : FlowAspects.WebSocketMessages;
        return kind | (flow.Messages.Any(message => message.State != MessageState.Passed) ? FlowAspects.MessageFates : 0);
    }

    private static FlowAspects Of(FlowDetails details)
        => (details.OriginAddress is not null ? FlowAspects.OriginAddress : 0)
            | (details.Comment is { Length: > 0 } ? FlowAspects.Comment : 0)
            | (details.Mark != FlowMark.None ? FlowAspects.Mark : 0)
            | (details.Tags.Count > 0 ? FlowAspects.Tags : 0)
            | (details.ClientPort is not null || details.ClientConnection is not null || details.Connection is not null
                ? FlowAspects.Connections : 0)
            | (details.RequestHeadBytes is not null || details.ResponseHeadBytes is not null ? FlowAspects.HeadSizes : 0);
}
