using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Gives messages of a flow.</summary>
internal static class MessagesOperation
{
    /// <summary>As much of a message is shown in a list; the whole is in exports.</summary>
    private const int MostShown = 64 * 1024;

    public static Operation Entry { get; } = new Operation<MessagesInput, MessagesOutput>(
        "flows.messages", "GET /api/flows/{id}/messages", OperationEffect.Reads,
        "Gives the messages of a WebSocket connection, an event stream or a gRPC call.")
    {
        Input = ControlJson.Default.MessagesInput,
        Output = ControlJson.Default.MessagesOutput,
        Run = RunAsync,
    };

    private static async ValueTask<MessagesOutput> RunAsync(
        ControlContext context, MessagesInput input, CancellationToken cancellationToken)
    {
        int limit = SearchOperation.Checked(input.Limit);
        StoredFlow found = await FlowLookup.FindAsync(context, input.Id, cancellationToken).ConfigureAwait(false);
        FlowSnapshot flow = new FlowMasking(context, input.Redact).Of(found).Flow;
        FlowMessage[] rest = [.. flow.Messages.Where(message => message.Number > input.After)];
        MessageFacts[] shown = [.. rest.Take(limit).Select(Facts)];
        return new MessagesOutput(shown, flow.Messages.Count, flow.MessageCount, rest.Length > shown.Length ? shown[^1].Number : null);
    }

    private static MessageFacts Facts(FlowMessage message)
    {
        string? text = message.Kind == MessageKind.Grpc ? message.ReadProtobuf() : message.Text;
        ReadOnlyMemory<byte> bytes = message.Payload[..Math.Min(message.Payload.Length, MostShown)];
        bool isCut = text?.Length > MostShown || (text is null && message.Payload.Length > MostShown);
        return new MessageFacts
        {
            Number = message.Number,
            Time = message.Time,
            From = message.Direction == MessageDirection.ToOrigin ? "client" : "origin",
            Kind = Word(message.Kind),
            Length = message.Length,
            Truncated = message.IsTruncated || isCut,
            State = message.State.ToString().ToLowerInvariant(),
            Text = text?.Length > MostShown ? text[..MostShown] : text,
            Base64 = text is null ? Convert.ToBase64String(bytes.Span) : null,
            EventType = message.EventType,
            EventId = message.EventId,
            CloseCode = message.CloseCode,
        };
    }

    private static string Word(MessageKind kind) => kind switch
    {
        MessageKind.ServerSentEvent => "event",
        MessageKind.GrpcTrailers => "trailers",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
