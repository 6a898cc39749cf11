using System.Globalization;
using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Flows;

/// <summary>A response's head as callbacks and interceptors see it; its body streams past and is never held.</summary>
public sealed class ProxyResponse
{
    private MessageHead head;

    /// <summary>A response head built by hand, for an interceptor that replaces the received one.</summary>
    public ProxyResponse(int status, string statusText, string version = "HTTP/1.1")
    {
        ArgumentNullException.ThrowIfNull(statusText);
        ArgumentNullException.ThrowIfNull(version);
        head = new MessageHead(new HeadText(version, FormatStatus(status), statusText, []));
    }

    private ProxyResponse(MessageHead head) => this.head = head;

    /// <summary>The version as received, for example <c>HTTP/1.1</c>.</summary>
    public string Version { get => head.Text.First; set => head.Text.First = value; }

    /// <summary>The status code. A response whose code is outside 100 to 999 is not sent.</summary>
    public int Status
    {
        get => ParseStatus(head.Text.Second);
        set
        {
            if (value != Status)
            {
                head.Text.Second = FormatStatus(value);
            }
        }
    }

    /// <summary>The reason phrase, possibly empty.</summary>
    public string StatusText { get => head.Text.Third; set => head.Text.Third = value; }

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
    /// A response over a block that the parser has accepted; nothing is parsed until asked for. The block is kept, not copied.
    /// </summary>
    internal static ProxyResponse FromBlock(byte[] block) => new(new MessageHead(block, StartLineKind.Status));

    /// <summary>
    /// The same, of a head that lenient reading may have mended: <paramref name="received"/> is what came, null when nothing was mended.
    /// </summary>
    internal static ProxyResponse FromBlocks(byte[] block, byte[]? received, bool isRendered)
        => new(new MessageHead(block, StartLineKind.Status, received)) { IsRendered = isRendered };

    /// <summary>A response over copies of a parsed head's blocks.</summary>
    internal static ProxyResponse FromHead(ResponseHead head, bool isRendered = false)
        => new(new MessageHead(head.Block.ToArray(), StartLineKind.Status, head.IsMended ? head.Received.ToArray() : null))
        {
            IsRendered = isRendered,
        };

    /// <summary>A response read from a file: version, status and reason, and the block it came from.</summary>
    internal static ProxyResponse FromText(HeadText text, string raw, bool isRendered = false)
        => new(new MessageHead(text, raw)) { IsRendered = isRendered };

    /// <summary>The status of a response's strings; 0 when it is not a number.</summary>
    internal static int ParseStatus(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int status) ? status : 0;

    /// <summary>The status code, read where it stands in a head that nobody has changed: no strings are made of it.</summary>
    internal int PeekStatus()
    {
        // HTTP/1.1 200 OK (RFC 9112 §4).
        ReadOnlySpan<byte> line = head.IsChanged ? default : head.Block;
        return line.Length > 12 && line[8] == ' ' && line[12] is (byte)' ' or (byte)'\r'
            && int.TryParse(line[9..12], NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            ? status
            : ParseStatus(head.Peek().Second);
    }

    /// <summary>A status as <see cref="ParseStatus"/> reads it.</summary>
    internal static string FormatStatus(int status) => status.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Appends the message as a head block. False, and nothing is appended, when a character is outside Latin-1 or a part would break the
    /// block's lines.
    /// </summary>
    internal bool TryWriteBlock(ByteBuffer output) => HeadTextWriter.TryWriteResponse(head.Text, output);

    /// <summary>The message as it is now, for nobody to change.</summary>
    internal ProxyResponse Freeze() => new(head.Freeze()) { IsRendered = IsRendered };

    /// <summary>True when the message is as it was when this one was frozen of it.</summary>
    internal bool IsStill(ProxyResponse frozen) => head.IsStill(frozen.head);

    /// <summary>The block and what came instead of it; null for a message that has strings alone. Of a frozen message.</summary>
    internal (byte[]? Block, byte[]? Received) Blocks => (head.Block, head.Received);

    /// <summary>The strings for reading only; those of a message nobody has looked into are not kept.</summary>
    internal HeadText Peek() => head.Peek();
}
