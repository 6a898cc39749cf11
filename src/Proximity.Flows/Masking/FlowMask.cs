using System.Text;
using Proximity.Content;
using Proximity.Content.Text;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Masking;

/// <summary>
/// Makes flows without secrets of flows that have them, for a file of any format. One object is for one file: the same secret has the same
/// mark in all of it. The flows that are given stay as they are.
/// </summary>
/// <param name="names">Whose values are secrets.</param>
/// <param name="decoder">Takes content codings off, to look into bodies.</param>
/// <param name="onMasked">Called for each place where something was masked or left out; null when nobody wants to know.</param>
internal sealed class FlowMask(SecretNames names, ContentDecoder decoder, Action<MaskedPlace>? onMasked = null)
{
    private readonly SecretMarks marks = new();

    public Flow Mask(Flow flow)
    {
        var parts = FlowParts.Of(flow);
        var scope = new MaskScope(names, marks, flow.Id, onMasked);
        return FlowFactory.Create(parts with
        {
            Request = Message(parts.Request, "request", isRequest: true, scope),
            Response = parts.Response is { } response ? Message(response, "response", isRequest: false, scope) : null,
            HeadChanges = parts.HeadChanges is { } changes ? Heads(changes, scope) : null,
            WebSocketMessages = parts.WebSocketMessages?.Select(message => MessageMask.Mask(message, scope)).ToArray(),
            Messages = [.. parts.Messages.Select(message => MessageMask.Mask(message, scope))],
            Details = parts.Details is { } details
                ? details with
                {
                    Error = Text(details.Error, scope, "error"),
                    Comment = Text(details.Comment, scope, "comment"),
                    Tags = [.. details.Tags.Select(tag => scope.Shaped(tag, "tag"))],
                }
                : null,
        });
    }

    private static string? Text(string? text, MaskScope scope, string place) => text is null ? null : scope.Shaped(text, place);

    private HeadChanges Heads(HeadChanges heads, MaskScope scope) => new()
    {
        RequestReceived = Head(heads.RequestReceived, "received request", scope),
        RequestSent = Head(heads.RequestSent, "sent request", scope),
        ResponseReceived = Head(heads.ResponseReceived, "received response", scope),
        ResponseSent = Head(heads.ResponseSent, "sent response", scope),
    };

    private RequestSnapshot? Head(RequestSnapshot? head, string name, MaskScope scope)
        => head is null ? null : FlowFactory.ToRequestHead(Message(MessageParts.Of(head), name, isRequest: true, scope));

    private ResponseSnapshot? Head(ResponseSnapshot? head, string name, MaskScope scope)
        => head is null ? null : FlowFactory.ToResponseHead(Message(MessageParts.Of(head), name, isRequest: false, scope));

    private MessageParts Message(MessageParts message, string name, bool isRequest, MaskScope scope)
    {
        string second = isRequest ? UrlMask.Url(message.Second, scope, $"{name} target") : message.Second;
        var headers = FieldMask.Mask(message.Headers, scope, name);
        FlowBody body = Body(message.Body, message.Headers, scope, $"{name} body");
        if (!body.Bytes.IsEmpty && !body.Bytes.Equals(message.Body.Bytes))
        {
            headers = WireMessage.ForContent(headers, body.Bytes.Length);
        }

        bool isHeadSame = second == message.Second && ReferenceEquals(headers, message.Headers);
        MessageParts masked = message with { Second = second, Headers = headers, Body = body };
        return isHeadSame ? masked : masked with { Raw = message.Raw.Length == 0 ? string.Empty : Head(masked) };
    }

    /// <summary>The head written anew: the received one has the secrets in it.</summary>
    private static string Head(MessageParts message)
    {
        var head = new StringBuilder($"{message.First} {message.Second} {message.Third}\r\n");
        foreach ((string name, string value) in message.Headers)
        {
            head.Append(name).Append(name.Length == 0 ? string.Empty : ": ").Append(value).Append("\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    private FlowBody Body(FlowBody body, IReadOnlyList<KeyValuePair<string, string>> headers, MaskScope scope, string place)
    {
        var trailers = FieldMask.Mask(body.Trailers, scope, $"{place} trailer");
        FlowBody masked = body.Bytes.IsEmpty ? body : Content(body, headers, scope, place);
        return ReferenceEquals(trailers, body.Trailers) ? masked : With(masked, trailers);
    }

    private FlowBody Content(FlowBody body, IReadOnlyList<KeyValuePair<string, string>> headers, MaskScope scope, string place)
    {
        var content = BodyContent.Of(body, decoder);
        if (!content.IsDecoded)
        {
            scope.LeftOut(place, "its content coding cannot be taken off");
            return body.Without(NotKeptReason.Redacted);
        }

        bool isWhole = !body.IsTruncated && content.Problem is null && body.State is FlowBodyState.Complete;
        string? type = FieldList.First(headers, "Content-Type");
        string media = MediaTypeText.Read(type).Name;
        ReadOnlyMemory<byte>? masked = media.StartsWith("application/grpc", StringComparison.Ordinal)
            ? Grpc(content.Bytes, media, headers, scope, place)
            : ContentMask.Mask(content.Bytes, type, isWhole, scope, place);
        if (masked is not { } bytes)
        {
            return body.Without(NotKeptReason.Redacted);
        }

        if (bytes.Equals(content.Bytes))
        {
            return body;
        }

        long missing = Math.Max(0, body.TotalBytes - body.Bytes.Length);
        return new FlowBody(body.State, bytes.ToArray(), bytes.Length + missing) { Trailers = body.Trailers };
    }

    private ReadOnlyMemory<byte>? Grpc(
        ReadOnlyMemory<byte> content,
        string media,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        MaskScope scope,
        string place)
    {
        ReadOnlyMemory<byte>? masked = new GrpcMask(decoder, scope, place).Mask(content, media, headers);
        if (masked is null)
        {
            scope.LeftOut(place, "it cannot be read as gRPC messages");
        }

        return masked;
    }

    private static FlowBody With(FlowBody body, IReadOnlyList<KeyValuePair<string, string>> trailers)
        => new(body.State, body.Bytes.ToArray(), body.TotalBytes)
        {
            NotKept = body.NotKept,
            ContentCodings = body.ContentCodings,
            Trailers = trailers,
        };
}
