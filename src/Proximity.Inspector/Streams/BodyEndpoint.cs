using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Proximity.Content;
using Proximity.Control;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Inspector.Streams;

/// <summary>
/// Gives what is kept of a body as a file, for saving and for the page's viewers. However long it is, a few buffers hold it. A browser
/// never shows it as a page: it is an attachment of bytes.
/// </summary>
/// <param name="context">The proxy.</param>
internal sealed class BodyEndpoint(ControlContext context)
{
    /// <summary>Says whether the codings were taken off.</summary>
    public const string DecodedField = "Proximity-Decoded";

    private const int BufferBytes = 64 * 1024;

    /// <summary>More than this does not come of a body that is decoded; then the connection breaks off.</summary>
    private const long MaxDecodedBytes = 256L * 1024 * 1024;

    public async Task AnswerAsync(HttpContext http, IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        CancellationToken cancellationToken = http.RequestAborted;
        long id = long.TryParse(parts[0].Value, out long number)
            ? number
            : throw new OperationException(
                OperationProblem.Invalid, "invalid_input", $"The id of a flow is a number, and not '{parts[0].Value}'.");
        BodySide side = BodySides.Read(parts[1].Value);
        bool isDecoded = IsDecoded(http.Request.Query);
        (FlowBody body, Stream content) = await OpenAsync(id, side, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            HttpResponse response = http.Response;
            response.ContentType = "application/octet-stream";
            response.Headers.ContentDisposition = $"attachment; filename=\"flow-{id}-{parts[1].Value}.bin\"";
            ContentChain chain = context.Codings.Resolve(body.ContentCodings);
            response.Headers[DecodedField] = isDecoded && chain is { UnknownCoding: null, IsTooDeep: false } ? "true" : "false";
            if (isDecoded && chain.Codings.Count > 0)
            {
                await DecodeAsync(content, chain, http).ConfigureAwait(false);
            }
            else
            {
                response.ContentLength = content.CanSeek ? content.Length : null;
                await content.CopyToAsync(response.Body, BufferBytes, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsDecoded(IQueryCollection query) => query["decoded"] switch
    {
        [] or ["true"] => true,
        ["false"] => false,
        StringValues other => throw new OperationException(
            OperationProblem.Invalid, "invalid_input", $"decoded is true or false, and not '{other}'."),
    };

    /// <summary>The body as it is kept, and its bytes. A store on a disk gives them as they are read.</summary>
    private async ValueTask<(FlowBody Body, Stream Content)> OpenAsync(long id, BodySide side, CancellationToken cancellationToken)
    {
        IFlowStore store = context.Proxy.Flows;
        if (id < 0 || context.MasksSecrets || !store.Capabilities.IsDurable)
        {
            StoredFlow whole = await FlowLookup.FindAsync(context, id, cancellationToken).ConfigureAwait(false);
            FlowBody body = BodyOf(new FlowMasking(context, null).Of(whole), side);
            return (body, new MemoryStream(body.Bytes.ToArray(), writable: false));
        }

        var query = new FlowQuery
        {
            Sort = FlowSort.OldestFirst,
            Cursor = QueryCursor.Behind(id - 1),
            Limit = 1,
        };
        FlowPage page = await store.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        StoredFlow flow = page.Flows is [{ } found] && found.Sequence == id ? found : throw OperationException.NoFlow(id);
        Stream? content = await store.OpenBodyAsync(id, side, cancellationToken: cancellationToken).ConfigureAwait(false);
        return (BodyOf(flow, side), content ?? Stream.Null);
    }

    private static FlowBody BodyOf(StoredFlow flow, BodySide side)
        => (side == BodySide.Request ? flow.Flow.Request.Body : flow.Flow.Response?.Body) ?? FlowBody.None;

    /// <summary>
    /// Decodes as far as that goes. What is cut or broken ends there, as it does in <c>flows.body</c>, which says why.
    /// </summary>
    private static async Task DecodeAsync(Stream content, ContentChain chain, HttpContext http)
    {
        using IContentDecoder decoder = chain.CreateDecoder(MaxDecodedBytes);
        byte[] source = ArrayPool<byte>.Shared.Rent(BufferBytes);
        byte[] decoded = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            ContentStatus status;
            do
            {
                int read = await content.ReadAsync(source, http.RequestAborted).ConfigureAwait(false);
                ReadOnlyMemory<byte> rest = source.AsMemory(0, read);
                do
                {
                    status = decoder.Process(rest.Span, decoded, isLast: read == 0, out int consumed, out int written);
                    rest = rest[consumed..];
                    await http.Response.Body.WriteAsync(decoded.AsMemory(0, written), http.RequestAborted).ConfigureAwait(false);
                }
                while (status == ContentStatus.DestinationFull);
            }
            while (status == ContentStatus.NeedMore);

            if (status == ContentStatus.LimitExceeded)
            {
                http.Abort();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }
}
