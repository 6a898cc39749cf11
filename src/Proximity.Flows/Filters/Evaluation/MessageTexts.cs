using Proximity.Filters.Fields;
using Proximity.Flows;

namespace Proximity.Filters.Evaluation;

/// <summary>What the fields of a message say.</summary>
internal static class MessageTexts
{
    /// <summary>The words of <c>message.type</c>, in the order of <see cref="MessageKind"/>.</summary>
    private static readonly string[] Kinds = ["text", "binary", "close", "ping", "pong", "event", "grpc", "trailers"];

    public static string? Of(FlowMessage message, FieldId field) => field switch
    {
        FieldId.Message => message.Text ?? message.ReadProtobuf(),
        FieldId.MessageDirection => message.Direction == MessageDirection.ToOrigin ? "to-origin" : "to-client",
        _ => Kinds[(int)message.Kind],
    };
}
