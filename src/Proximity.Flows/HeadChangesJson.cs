using System.Text.Json;

namespace Proximity.Flows;

/// <summary>The heads that user code changed, each as the member of a flow that the two messages are, too.</summary>
/// <param name="prefix">What stands before the names: nothing in our own files, an underscore in those of other formats.</param>
internal sealed class HeadChangesJson(string prefix)
{
    private readonly JsonEncodedText requestReceived = JsonEncodedText.Encode(prefix + "requestReceived");
    private readonly JsonEncodedText requestSent = JsonEncodedText.Encode(prefix + "requestSent");
    private readonly JsonEncodedText responseReceived = JsonEncodedText.Encode(prefix + "responseReceived");
    private readonly JsonEncodedText responseSent = JsonEncodedText.Encode(prefix + "responseSent");

    /// <summary>Writes those that there are.</summary>
    public void Write(Utf8JsonWriter writer, HeadChanges? changes)
    {
        if (changes is not null)
        {
            FlowJsonWriter.WriteRequest(writer, requestReceived, changes.RequestReceived?.Head);
            FlowJsonWriter.WriteRequest(writer, requestSent, changes.RequestSent?.Head);
            FlowJsonWriter.WriteResponse(writer, responseReceived, changes.ResponseReceived?.Head);
            FlowJsonWriter.WriteResponse(writer, responseSent, changes.ResponseSent?.Head);
        }
    }

    /// <summary>Reads them; null for none.</summary>
    public HeadChanges? Read(JsonElement flow)
    {
        var changes = new HeadChanges
        {
            RequestReceived = Request(JsonFields.Member(flow, requestReceived)),
            RequestSent = Request(JsonFields.Member(flow, requestSent)),
            ResponseReceived = Response(JsonFields.Member(flow, responseReceived)),
            ResponseSent = Response(JsonFields.Member(flow, responseSent)),
        };
        return changes == new HeadChanges() ? null : changes;
    }

    private static RequestSnapshot? Request(JsonElement element)
        => element.ValueKind == JsonValueKind.Object ? new RequestSnapshot(FlowJsonReader.ReadRequest(element), FlowBody.None) : null;

    private static ResponseSnapshot? Response(JsonElement element)
        => FlowJsonReader.ReadResponse(element) is { } head ? new ResponseSnapshot(head, FlowBody.None) : null;
}
