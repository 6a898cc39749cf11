using System.Text;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Sends the request of a flow again, as it was or changed.</summary>
internal static class ResendOperation
{
    /// <summary>Fields that are the connection's own, or are made anew for the body (RFC 9110 §7.6.1, RFC 9112 §6).</summary>
    private static readonly HashSet<string> NotSentAgain = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Proxy-Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length",
        "Proxy-Authorization",
    };

    public static Operation Entry { get; } = new Operation<ResendInput, ResendOutput>(
        "flows.resend", "POST /api/flows/{id}/resend", OperationEffect.Writes,
        "Sends a flow's request again through the proxy, as it was or with another method, URL, fields or body.")
    {
        Input = ControlJson.Default.ResendInput,
        Output = ControlJson.Default.ResendOutput,
        Run = RunAsync,
    };

    private static async ValueTask<ResendOutput> RunAsync(ControlContext context, ResendInput input, CancellationToken cancellationToken)
    {
        StoredFlow found = await FlowLookup.FindAsync(context, input.Id, cancellationToken).ConfigureAwait(false);
        RequestToSend request = Request(found.Flow, input);
        IReadOnlyList<string>[] shown = [.. request.Headers.Select(static field => (IReadOnlyList<string>)[field.Key, field.Value])];
        var output = new ResendOutput(
            request.Method, request.Url.ToString(), shown, request.Body.Length, input.DryRun, null, null, null);
        if (input.DryRun)
        {
            return output;
        }

        SentRequest sent = await context.Proxy.SendAsync(request, cancellationToken).ConfigureAwait(false);
        long? id = sent.FlowId is { } flow ? await NumberOfAsync(context, flow, cancellationToken).ConfigureAwait(false) : null;
        return output with { Id = id, Status = sent.Status, Problem = sent.Problem };
    }

    /// <summary>The store's number where it has the flow by now.</summary>
    private static async ValueTask<long> NumberOfAsync(ControlContext context, long flow, CancellationToken cancellationToken)
    {
        IControlledProxy proxy = context.Proxy;
        StoredFlow? stored = await proxy.Flows.FindAsync(proxy.Session, flow, cancellationToken).ConfigureAwait(false);
        return stored?.Sequence ?? -flow;
    }

    private static RequestToSend Request(FlowSnapshot flow, ResendInput input)
    {
        string method = input.Method ?? flow.Request.Method;
        if (method == "CONNECT")
        {
            throw new OperationException(
                OperationProblem.Conflict, "is_tunnel", "A CONNECT asks for a tunnel: there is nothing to send again.");
        }

        string text = input.Url ?? ExchangeUrl.Of(flow).ToString();
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_url", $"'{text}' is no absolute URL of http or https.");
        }

        IEnumerable<KeyValuePair<string, string>> fields = input.Headers?.Select(Pair) ?? flow.Request.Headers;
        bool isElsewhere = input.Url is not null && input.Headers is null;
        return new RequestToSend(
            method,
            url,
            [.. fields.Where(field => !NotSentAgain.Contains(field.Key) && !(isElsewhere && IsHost(field.Key)))],
            Body(flow, input));
    }

    private static bool IsHost(string name) => name.Equals("Host", StringComparison.OrdinalIgnoreCase);

    private static KeyValuePair<string, string> Pair(IReadOnlyList<string> field)
        => field is [var name, var value] && IsToken(name) && !value.AsSpan().ContainsAny('\r', '\n', '\0')
            ? new(name, value)
            : throw new OperationException(OperationProblem.Invalid, "invalid_field", "A field is a name and a value without line ends.");

    private static bool IsToken(string name)
        => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    private static ReadOnlyMemory<byte> Body(FlowSnapshot flow, ResendInput input)
    {
        if (input.Body is { } text)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        if (input.BodyBase64 is { } coded)
        {
            byte[] bytes = new byte[coded.Length];
            return Convert.TryFromBase64String(coded, bytes, out int count) ? bytes.AsMemory(0, count)
                : throw new OperationException(OperationProblem.Invalid, "invalid_body", "bodyBase64 is no base64.");
        }

        FlowBody body = flow.Request.Body;
        return !body.IsTruncated ? body.Bytes
            : throw new OperationException(
                OperationProblem.Conflict, "body_not_kept",
                $"Of the request's body {body.Bytes.Length} of {body.TotalBytes} bytes are kept. Give the body to send.");
    }
}
