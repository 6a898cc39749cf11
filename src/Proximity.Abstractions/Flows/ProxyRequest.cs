using Proximity.Protocol;

namespace Proximity.Flows;

/// <summary>A request's head as callbacks and interceptors see it; its body streams past and is never held.</summary>
public sealed class ProxyRequest
{
    private MessageHead head;

    /// <summary>A request built by hand, for an interceptor that replaces the received one.</summary>
    public ProxyRequest(string method, string url, string version = "HTTP/1.1")
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(version);
        head = new MessageHead(new HeadText(method, url, version, []));
    }

    private ProxyRequest(MessageHead head) => this.head = head;

    /// <summary>The method, case-sensitive.</summary>
    public string Method { get => head.Text.First; set => head.Text.First = value; }

    /// <summary>The request target exactly as received.</summary>
    public string Url { get => head.Text.Second; set => head.Text.Second = value; }

    /// <summary>The version as received, for example <c>HTTP/1.1</c>.</summary>
    public string Version { get => head.Text.Third; set => head.Text.Third = value; }

    /// <summary>The fields.</summary>
    public HeaderCollection Headers => head.Text.Headers;

    /// <summary>Always null: bodies are streamed.</summary>
    public byte[]? Body => null;

    /// <summary>Always true: bodies are streamed.</summary>
    public bool Streamed => true;

    /// <summary>
    /// The header block exactly as received, each octet as one character (Latin-1); of an HTTP/2 message a rendering. Empty for a message
    /// built by hand.
    /// </summary>
    public string Raw => head.Raw;

    /// <summary>
    /// True when the message came by HTTP/2, which has no such block: what <see cref="Raw"/> and <see cref="Version"/> say is how it
    /// would be in HTTP/1.1.
    /// </summary>
    public bool IsRendered { get; internal init; }

    /// <summary>The bytes of the header block; 0 for a message built by hand.</summary>
    internal int RawBytes => head.RawBytes;

    /// <summary>True once anything was changed since the message was parsed, or when it was built by hand.</summary>
    internal bool IsChanged => head.IsChanged;

    /// <summary>
    /// A request over a block that the parser has accepted; nothing is parsed until asked for. The block is kept, not copied.
    /// </summary>
    internal static ProxyRequest FromBlock(byte[] block) => new(new MessageHead(block, StartLineKind.Request));

    /// <summary>
    /// The same, of a head that lenient reading may have mended: <paramref name="received"/> is what came, null when nothing was mended.
    /// </summary>
    internal static ProxyRequest FromBlocks(byte[] block, byte[]? received, bool isRendered = false)
        => new(new MessageHead(block, StartLineKind.Request, received)) { IsRendered = isRendered };

    /// <summary>A request read from a file: method, target and version, and the block it came from.</summary>
    internal static ProxyRequest FromText(HeadText text, string raw, bool isRendered = false)
        => new(new MessageHead(text, raw)) { IsRendered = isRendered };

    /// <summary>
    /// Appends the message as a head block. False, and nothing is appended, when a character is outside Latin-1 or a part would break the
    /// block's lines.
    /// </summary>
    internal bool TryWriteBlock(ByteBuffer output) => TryWriteBlock(output, default);

    /// <summary>The same, with a Host for a message that has none.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="missingHost">Written as Host when the message has none, or an empty one; empty to write none.</param>
    internal bool TryWriteBlock(ByteBuffer output, ReadOnlySpan<byte> missingHost)
        => HeadTextWriter.TryWriteRequest(head.Text, output, missingHost);

    /// <summary>The message as it is now, for nobody to change.</summary>
    internal ProxyRequest Freeze() => new(head.Freeze()) { IsRendered = IsRendered };

    /// <summary>True when the message is as it was when this one was frozen of it.</summary>
    internal bool IsStill(ProxyRequest frozen) => head.IsStill(frozen.head);

    /// <summary>The block and what came instead of it; null for a message that has strings alone. Of a frozen message.</summary>
    internal (byte[]? Block, byte[]? Received) Blocks => (head.Block, head.Received);

    /// <summary>The strings for reading only; those of a message nobody has looked into are not kept.</summary>
    internal HeadText Peek() => head.Peek();
}
