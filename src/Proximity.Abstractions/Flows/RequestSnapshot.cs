namespace Proximity.Flows;

/// <summary>A request as it was when its snapshot was taken. Never changes; its strings are made when first asked for.</summary>
public sealed class RequestSnapshot
{
    private readonly ProxyRequest request;
    private IReadOnlyList<KeyValuePair<string, string>>? headers;

    /// <param name="request">Nobody else's.</param>
    /// <param name="body">What is kept of its body.</param>
    internal RequestSnapshot(ProxyRequest request, FlowBody body)
    {
        this.request = request;
        Body = body;
    }

    /// <summary>A request that is not recorded here: a store's, or a test's.</summary>
    /// <param name="method">The method.</param>
    /// <param name="url">The request target.</param>
    /// <param name="headers">The field lines.</param>
    /// <param name="body">What is kept of its body; null for none.</param>
    /// <param name="version">The version.</param>
    /// <param name="raw">The header block, each octet as one character (Latin-1); empty when there is none.</param>
    /// <param name="isRendered">True when the message came by HTTP/2.</param>
    public RequestSnapshot(
        string method,
        string url,
        IEnumerable<KeyValuePair<string, string>> headers,
        FlowBody? body = null,
        string version = "HTTP/1.1",
        string raw = "",
        bool isRendered = false)
        : this(ProxyRequest.FromText(HeadText.Of(method, url, version, headers), raw, isRendered), body ?? FlowBody.None)
    {
    }

    /// <summary>The method, case-sensitive.</summary>
    public string Method => request.Method;

    /// <summary>The request target exactly as received.</summary>
    public string Url => request.Url;

    /// <summary>The version as received, for example <c>HTTP/1.1</c>.</summary>
    public string Version => request.Version;

    /// <summary>The field lines in their order, spelling and number.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers ??= [.. request.Headers];

    /// <summary>The header block exactly as received, each octet as one character (Latin-1); empty for a message built by hand.</summary>
    public string Raw => request.Raw;

    /// <summary>True when the message came by HTTP/2: then <see cref="Raw"/> is how it would be in HTTP/1.1.</summary>
    public bool IsRendered => request.IsRendered;

    /// <summary>What is kept of the body.</summary>
    public FlowBody Body { get; }

    /// <summary>The bytes of the received head.</summary>
    internal long HeldBytes => request.RawBytes;

    /// <summary>The head itself, to be read only.</summary>
    internal ProxyRequest Head => request;

    /// <summary>The same head with another body.</summary>
    internal RequestSnapshot With(FlowBody body) => new(request, body);

    /// <summary>True when the message is as it was when this was taken of it.</summary>
    internal bool IsStill(ProxyRequest live) => live.IsStill(request);
}
