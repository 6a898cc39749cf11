using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Targets;

/// <summary>
/// Where a request goes, read from its target and Host field; ranges are into <see cref="RequestHead.Target"/>, or into the Host value for the origin and asterisk forms.
/// </summary>
/// <param name="Form">Which form the target has.</param>
/// <param name="AuthorityStart">Where <c>host[:port]</c> begins: in the target (absolute and authority form) or in the Host value.</param>
/// <param name="AuthorityLength">Its bytes.</param>
/// <param name="Authority">It parsed; offsets from <paramref name="AuthorityStart"/>.</param>
/// <param name="PathStart">Where the path and query begin in the target; for an absolute form without a path it is the target's length, or the <c>?</c>.</param>
/// <param name="WantsTls">True for an https target that came without TLS: the proxy makes it with the origin.</param>
internal readonly record struct RequestTarget(TargetForm Form, int AuthorityStart, int AuthorityLength, Authority Authority, int PathStart, bool WantsTls = false)
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    /// <summary>
    /// Reads the target and checks Host (RFC 9112 §3.2): null on success, else one of <see cref="ErrorCodes.MalformedRequest"/>, <see cref="ErrorCodes.MalformedConnectTarget"/>,
    /// <see cref="ErrorCodes.TargetResolutionFailed"/>, <see cref="ErrorCodes.HttpsWithoutConnect"/>, <see cref="ErrorCodes.MisdirectedRequest"/>.
    /// </summary>
    /// <param name="head">The request's head.</param>
    /// <param name="target">Where it goes, on success.</param>
    /// <param name="reading">What is taken beside what RFC 9112 says.</param>
    public static Fault? Read(RequestHead head, out RequestTarget target, TargetReading reading = default)
    {
        target = default;
        ReadOnlySpan<byte> bytes = head.Target;
        if (head.MethodKind == MethodKind.Connect)
        {
            return ReadConnect(head, bytes, reading.IsLenient, out target);
        }

        if (bytes[0] == '/')
        {
            return ReadByHost(head, TargetForm.Origin, reading.IsTls, out target);
        }

        if (bytes is [(byte)'*'])
        {
            return head.MethodKind == MethodKind.Options
                ? ReadByHost(head, TargetForm.Asterisk, reading.IsTls, out target)
                : head.Malformed("The target * is for OPTIONS only (RFC 9112 §3.2.4).");
        }

        return CheckHost(head) ?? ReadAbsolute(head, bytes, reading, out target);
    }

    /// <summary>The <c>host[:port]</c> bytes.</summary>
    public ReadOnlySpan<byte> AuthorityBytes(RequestHead head)
    {
        if (Form is TargetForm.Absolute or TargetForm.Authority)
        {
            return head.Target.Slice(AuthorityStart, AuthorityLength);
        }

        head.TryFind(FieldKind.Host, out HeadField host);
        return head.Value(host);
    }

    /// <summary>Appends the origin form: path and query byte for byte, <c>/</c> when the path is empty, <c>*</c> for OPTIONS without a path (RFC 9112 §3.2.4).</summary>
    public void WriteOriginForm(RequestHead head, ByteBuffer output)
    {
        ReadOnlySpan<byte> path = head.Target[PathStart..];
        if (Form == TargetForm.Absolute && path.IsEmpty && head.MethodKind == MethodKind.Options)
        {
            output.Write((byte)'*');
            return;
        }

        if (path.IsEmpty || path[0] == '?')
        {
            output.Write((byte)'/');
        }

        output.Write(path);
    }

    /// <summary>Appends the absolute form for an upstream proxy: the target itself when it is absolute, else <c>http://authority/path</c>.</summary>
    public void WriteAbsoluteForm(RequestHead head, ByteBuffer output)
    {
        if (Form == TargetForm.Absolute)
        {
            output.Write(head.Target);
            return;
        }

        // OPTIONS * has no path in absolute form: the last proxy makes the * again (RFC 9112 §3.2.4).
        output.Write("http://"u8);
        output.Write(AuthorityBytes(head));
        output.Write(Form == TargetForm.Asterisk ? default : head.Target);
    }

    /// <summary>
    /// The target names the host: a CONNECT without Host leaves nothing in doubt, and some clients send none. One that is there has to be
    /// right.
    /// </summary>
    private static Fault? ReadConnect(RequestHead head, ReadOnlySpan<byte> bytes, bool isLenient, out RequestTarget target)
    {
        bool lacksBrackets = false;
        bool isValid = Authority.TryParse(bytes, defaultPort: 0, out Authority authority);
        if (!isValid)
        {
            lacksBrackets = Authority.TryParseUnbracketed(bytes, out authority);
            isValid = isLenient && lacksBrackets;
        }

        target = new RequestTarget(TargetForm.Authority, 0, bytes.Length, authority, bytes.Length);
        if (!isValid)
        {
            string message = lacksBrackets
                ? "The target of a CONNECT is an IPv6 address without brackets (RFC 9112 §3.2.3) (option Strictness)."
                : "The target of a CONNECT is not host:port (RFC 9112 §3.2.3).";
            return new Fault(ErrorCodes.MalformedConnectTarget, FaultSide.Client, 400, message);
        }

        bool isHostLikewise = isLenient
            && head.Count(FieldKind.Host) == 1
            && head.TryFind(FieldKind.Host, out HeadField host)
            && Authority.IsUnbracketed(head.Value(host));
        return !head.Has(FieldKind.Host) || isHostLikewise ? null : CheckHost(head);
    }

    /// <summary>A server MUST refuse a request with more than one Host, a malformed one, or in HTTP/1.1 none (RFC 9112 §3.2). An empty one has no authority to disagree with.</summary>
    private static Fault? CheckHost(RequestHead head)
    {
        int count = head.Count(FieldKind.Host);
        if (count > 1)
        {
            return head.Malformed("More than one Host (RFC 9112 §3.2).");
        }

        if (count == 0)
        {
            return head.VersionMinor == 0 ? null : head.Malformed("No Host in HTTP/1.1 (RFC 9112 §3.2).");
        }

        head.TryFind(FieldKind.Host, out HeadField host);
        return host.ValueLength == 0 || Authority.TryParse(head.Value(host), HttpPort, out _)
            ? null
            : head.Malformed("Host is not host[:port] (RFC 9112 §3.2).");
    }

    /// <summary>A target without a host goes where Host says. Without one there is nowhere to go, which has a code of its own, whatever the version.</summary>
    private static Fault? ReadByHost(RequestHead head, TargetForm form, bool isTls, out RequestTarget target)
    {
        target = default;
        if (head.Has(FieldKind.Host) && CheckHost(head) is { } fault)
        {
            return fault;
        }

        if (!head.TryFind(FieldKind.Host, out HeadField host) || host.ValueLength == 0)
        {
            return new Fault(ErrorCodes.TargetResolutionFailed, FaultSide.Client, 400, "Neither the target nor Host names a host (RFC 9112 §3.3).");
        }

        Authority.TryParse(head.Value(host), isTls ? HttpsPort : HttpPort, out Authority authority);
        target = new RequestTarget(form, 0, host.ValueLength, authority, 0);
        return null;
    }

    private static Fault? ReadAbsolute(RequestHead head, ReadOnlySpan<byte> bytes, TargetReading reading, out RequestTarget target)
    {
        target = default;
        int schemeEnd = bytes.IndexOf("://"u8);
        if (schemeEnd < 0)
        {
            return head.Malformed("The target is neither a path nor an absolute http URI (RFC 9112 §3.2).");
        }

        bool isHttps = FieldSyntax.EqualsIgnoreCase(bytes[..schemeEnd], "https"u8);
        if (JudgeScheme(head, bytes[..schemeEnd], isHttps, reading) is { } fault)
        {
            return fault;
        }

        int start = schemeEnd + 3;
        int length = bytes[start..].IndexOfAny((byte)'/', (byte)'?');
        length = length < 0 ? bytes.Length - start : length;
        ReadOnlySpan<byte> authorityBytes = bytes.Slice(start, length);
        if (authorityBytes.Contains((byte)'@'))
        {
            return head.Malformed("The target has user information (RFC 9110 §4.2.4).");
        }

        if (!Authority.TryParse(authorityBytes, isHttps ? HttpsPort : HttpPort, out Authority authority))
        {
            return head.Malformed("The target's authority is not host[:port] (RFC 9110 §4.2.1).");
        }

        target = new RequestTarget(TargetForm.Absolute, start, length, authority, start + length, WantsTls: isHttps && !reading.IsTls);
        return null;
    }

    private static Fault? JudgeScheme(RequestHead head, ReadOnlySpan<byte> scheme, bool isHttps, TargetReading reading)
    {
        if (!isHttps && !FieldSyntax.EqualsIgnoreCase(scheme, "http"u8))
        {
            return head.Malformed("The target's scheme is not http.");
        }

        return (isHttps, reading.IsTls) switch
        {
            (true, false) when reading.TakesHttps => null,
            (true, false) => new Fault(ErrorCodes.HttpsWithoutConnect, FaultSide.Client, 501, "An https target needs a CONNECT tunnel (option AllowHttpsTargets)."),
            (false, true) => new Fault(ErrorCodes.MisdirectedRequest, FaultSide.Client, 421, "The target's scheme is http, but the request came through TLS (RFC 9110 §15.5.20)."),
            _ => null,
        };
    }
}
