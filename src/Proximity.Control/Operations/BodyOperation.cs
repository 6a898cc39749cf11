using System.Text;
using System.Text.Json;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Gives a part of a body.</summary>
internal static class BodyOperation
{
    private const int MaxJsonDepth = 256;

    public static Operation Entry { get; } = new Operation<BodyInput, BodyOutput>(
        "flows.body", "GET /api/flows/{id}/body", OperationEffect.Reads,
        "Gives a part of a body, decoded or raw, or one value of its JSON.")
    {
        Input = ControlJson.Default.BodyInput,
        Output = ControlJson.Default.BodyOutput,
        Run = RunAsync,
    };

    private static async ValueTask<BodyOutput> RunAsync(ControlContext context, BodyInput input, CancellationToken cancellationToken)
    {
        if (input.Offset < 0 || input.Count is < 1 or > BodyInput.MaxCount)
        {
            throw new OperationException(
                OperationProblem.Invalid, "invalid_range", $"An offset is 0 or more, a count 1 to {BodyInput.MaxCount}.");
        }

        BodySide side = BodySides.Read(input.Side);
        StoredFlow found = await FlowLookup.FindAsync(context, input.Id, cancellationToken).ConfigureAwait(false);
        FlowSnapshot flow = new FlowMasking(context, input.Redact).Of(found).Flow;
        FlowBody body = (side == BodySide.Request ? flow.Request.Body : flow.Response?.Body) ?? FlowBody.None;
        IReadOnlyList<KeyValuePair<string, string>> fields = side == BodySide.Request ? flow.Request.Headers : flow.Response?.Headers ?? [];
        BodyContent content = input.Decoded ? BodyContent.Of(body, new ContentDecoder(context.Codings)) : new(body.Bytes, false, null);
        var output = new BodyOutput
        {
            Side = input.Side,
            ContentType = FieldList.First(fields, "Content-Type"),
            Chain = body.ContentCodings,
            Decoded = content.IsDecoded,
            Problem = content.Problem,
            Total = content.Bytes.Length,
            Offset = Math.Min(input.Offset, content.Bytes.Length),
            Count = 0,
        };
        return input.Pointer is { } pointer ? WithJson(output, content.Bytes, pointer) : WithPart(output, content, input);
    }

    private static BodyOutput WithJson(BodyOutput output, ReadOnlyMemory<byte> content, string pointer)
    {
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MaxJsonDepth });
            JsonElement value = JsonPlaces.Find(document.RootElement, pointer)
                ?? throw new OperationException(OperationProblem.NotFound, "unknown_pointer", $"The body has nothing at {pointer}.");
            string text = value.GetRawText();
            return text.Length <= BodyInput.MaxCount ? output with { Json = value.Clone() }
                : throw new OperationException(
                    OperationProblem.TooLarge,
                    "too_large",
                    $"The value at {pointer} has {text.Length} characters; name a place within it.");
        }
        catch (JsonException exception)
        {
            throw new OperationException(OperationProblem.Conflict, "not_json", $"The body is no JSON: {exception.Message}");
        }
    }

    private static BodyOutput WithPart(BodyOutput output, BodyContent content, BodyInput input)
    {
        ReadOnlyMemory<byte> rest = content.Bytes[(int)output.Offset..];
        ReadOnlyMemory<byte> part = rest[..Math.Min(input.Count, rest.Length)];
        Encoding? encoding = input.Decoded ? TextOf(output.ContentType, content) : null;
        if (encoding is UTF8Encoding && part.Length < rest.Length)
        {
            part = part[..WholeCharacters(part.Span)];
        }

        long end = output.Offset + part.Length;
        return output with
        {
            Count = part.Length,
            Next = end < output.Total ? end : null,
            Charset = encoding?.WebName,
            Text = encoding?.GetString(part.Span),
            Base64 = encoding is null ? Convert.ToBase64String(part.Span) : null,
        };
    }

    /// <summary>How the content is read as text; null when it is none.</summary>
    private static Encoding? TextOf(string? contentType, BodyContent content)
    {
        ReadOnlySpan<byte> bytes = content.Bytes.Span;
        bool isText = content.IsDecoded && !bytes.Contains((byte)0)
            && (BodyContent.IsTextType(contentType) || System.Text.Unicode.Utf8.IsValid(bytes));
        return isText || bytes.IsEmpty ? TextCharset.Of(contentType, bytes).Encoding : null;
    }

    /// <summary>The length up to the last character that is whole; all of it when that would be nothing.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> part)
    {
        int end = part.Length;
        for (int back = 1; back <= Math.Min(3, end); back++)
        {
            byte lead = part[end - back];
            if (lead < 0x80)
            {
                return end;
            }

            if (lead >= 0xC0)
            {
                int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                return length <= back || end == back ? end : end - back;
            }
        }

        return end;
    }
}
