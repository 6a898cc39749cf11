using Proximity.Flows;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Gives all of a flow but its bytes.</summary>
internal static class GetOperation
{
    public static Operation Entry { get; } = new Operation<FlowInput, FlowOutput>(
        "flows.get", "GET /api/flows/{id}", OperationEffect.Reads, "Gives a flow: heads, sizes, timings, TLS, and why it failed.")
    {
        Input = ControlJson.Default.FlowInput,
        Output = ControlJson.Default.FlowOutput,
        Run = RunAsync,
    };

    private static async ValueTask<FlowOutput> RunAsync(ControlContext context, FlowInput input, CancellationToken cancellationToken)
    {
        StoredFlow found = await FlowLookup.FindAsync(context, input.Id, cancellationToken).ConfigureAwait(false);
        StoredFlow shown = new FlowMasking(context, input.Redact).Of(found);
        FlowSnapshot flow = shown.Flow;
        ErrorFacts? error = flow.ErrorCode is { } code ? ErrorCatalogue.Of(code) : null;
        var output = new FlowOutput
        {
            Request = Request(flow),
            RequestSent = flow.RequestSent is { } request ? Head(request.Head.Peek(), request.Raw) : null,
            Response = flow.Response is null ? null : Response(flow),
            ResponseSent = flow.ResponseSent is { } response ? Head(response.Head.Peek(), response.Raw) : null,
            Session = shown.Session,
            FlowId = found.Flow.Id,
            Tunnel = flow.Tunnel,
            ClientTls = TlsFacts.Of(flow.ClientTls),
            OriginTls = TlsFacts.Of(flow.OriginTls),
            ClientInClear = flow.ClientInClear,
            PassedThrough = flow.PassedThrough,
            ErrorText = error?.Message,
            Remedy = error?.Remedy,
        };
        new FlowRows().Fill(output, shown);
        return output;
    }

    /// <summary>The head as it came, with the body that is kept.</summary>
    private static RequestFacts Request(FlowSnapshot flow)
    {
        RequestSnapshot head = flow.RequestReceived ?? flow.Request;
        return new RequestFacts(
            head.Method, head.Url, head.Version, Pairs(head.Headers), head.Raw, head.IsRendered,
            Body(flow.Request.Body, flow.Request.Headers));
    }

    private static ResponseFacts Response(FlowSnapshot flow)
    {
        ResponseSnapshot head = flow.ResponseReceived ?? flow.Response!;
        return new ResponseFacts(
            head.Status, head.StatusText, head.Version, Pairs(head.Headers), head.Raw, head.IsRendered,
            Body(flow.Response!.Body, flow.Response.Headers));
    }

    private static HeadFacts Head(HeadText text, string raw)
        => new($"{text.First} {text.Second} {text.Third}".TrimEnd(), Pairs([.. text.Headers]), raw);

    private static IReadOnlyList<string>[] Pairs(IReadOnlyList<KeyValuePair<string, string>> fields)
        => [.. fields.Select(static field => (IReadOnlyList<string>)[field.Key, field.Value])];

    private static BodyFacts Body(FlowBody body, IReadOnlyList<KeyValuePair<string, string>> fields) => new(
        Word(body.State),
        body.Bytes.Length,
        body.TotalBytes,
        body.ContentCodings,
        FieldList.First(fields, "Content-Type"),
        Pairs(body.Trailers),
        body.NotKept == NotKeptReason.None ? null : Word(body.NotKept));

    private static string Word<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
