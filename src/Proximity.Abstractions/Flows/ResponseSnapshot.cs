namespace Proximity.Flows;

/// <summary>A response as it was when its snapshot was taken. Never changes; its strings are made when first asked for.</summary>
public sealed class ResponseSnapshot
{
    private readonly ProxyResponse response;
    private IReadOnlyList<KeyValuePair<string, string>>? headers;

    /// <param name="response">Nobody else's.</param>
    /// <param name="body">What is kept of its body.</param>
    internal ResponseSnapshot(ProxyResponse response, FlowBody body)
    {
        this.response = response;
        Body = body;
    }

    /// <summary>A response that is not recorded here: a store's, or a test's.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="statusText">The reason phrase.</param>
    /// <param name="headers">The field lines.</param>
    /// <param name="body">What is kept of its body; null for none.</param>
    /// <param name="version">The version.</param>
    /// <param name="raw">The header block, each octet as one character (Latin-1); empty when there is none.</param>
    /// <param name="isRendered">True when the message came by HTTP/2.</param>
    public ResponseSnapshot(
        int status,
        string statusText,
        IEnumerable<KeyValuePair<string, string>> headers,
        FlowBody? body = null,
        string version = "HTTP/1.1",
        string raw = "",
        bool isRendered = false)
        : this(
            ProxyResponse.FromText(HeadText.Of(version, ProxyResponse.FormatStatus(status), statusText, headers), raw, isRendered),
            body ?? FlowBody.None)
    {
    }

    /// <summary>The version as received, for example <c>HTTP/1.1</c>.</summary>
    public string Version => response.Version;

    /// <summary>The status code.</summary>
    public int Status => response.Status;

    /// <summary>The reason phrase, possibly empty.</summary>
    public string StatusText => response.StatusText;

    /// <summary>The field lines in their order, spelling and number.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers ??= [.. response.Headers];

    /// <summary>The header block exactly as received, each octet as one character (Latin-1); empty for a message built by hand.</summary>
    public string Raw => response.Raw;

    /// <summary>True when the message came by HTTP/2: then <see cref="Raw"/> is how it would be in HTTP/1.1.</summary>
    public bool IsRendered => response.IsRendered;

    /// <summary>What is kept of the body.</summary>
    public FlowBody Body { get; }

    /// <summary>The bytes of the received head.</summary>
    internal long HeldBytes => response.RawBytes;

    /// <summary>The head itself, to be read only.</summary>
    internal ProxyResponse Head => response;

    /// <summary>The same head with another body.</summary>
    internal ResponseSnapshot With(FlowBody body) => new(response, body);

    /// <summary>True when the message is as it was when this was taken of it.</summary>
    internal bool IsStill(ProxyResponse live) => live.IsStill(response);
}
