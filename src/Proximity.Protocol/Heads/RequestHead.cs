using System.Buffers;
using System.Text.Unicode;
using Proximity.Protocol.Faults;

namespace Proximity.Protocol.Heads;

/// <summary>A request's head (RFC 9112 §3).</summary>
internal sealed class RequestHead(BufferPool pool) : Head(pool)
{
    /// <summary>
    /// What may stand in a request-target: visible ASCII without the bytes that no client leaves bare. Strictly RFC 3986 also excludes <c>\
    /// ^ ` { | }</c>, which browsers send in queries as they are; in an authority they are refused where that is read.
    /// </summary>
    private static readonly SearchValues<byte> TargetBytes = SearchValues.Create(
        "!$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private static readonly SearchValues<byte> RawTargetBytes = SearchValues.Create(
        [.. Enumerable.Range(0x21, 256 - 0x21).Select(value => (byte)value).Where(value => value >= 0x80 || TargetBytes.Contains(value))]);

    private const int VersionLength = 8;

    /// <summary>The longest registered method has 17 bytes, and each token byte once would be 77.</summary>
    private const int MaxMethodBytes = 128;

    private int methodLength;
    private int targetStart;
    private int targetLength;

    public MethodKind MethodKind { get; private set; }

    public ReadOnlySpan<byte> Method => Block.IsEmpty ? default : Block[..methodLength];

    /// <summary>The request-target exactly as received.</summary>
    public ReadOnlySpan<byte> Target => Block.IsEmpty ? default : Block.Slice(targetStart, targetLength);

    public override void Release()
    {
        MethodKind = MethodKind.Other;
        base.Release();
    }

    /// <summary>True when every byte may stand in a request-target, read strictly.</summary>
    internal static bool IsTarget(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept(TargetBytes);

    internal override Fault? ReadStartLine(ReadOnlySpan<byte> line, bool isLenient)
    {
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first < 0 || first == last)
        {
            return Malformed("The request line is not: method, space, target, space, version (RFC 9112 §3).");
        }

        ReadOnlySpan<byte> method = line[..first];
        ReadOnlySpan<byte> target = line[(first + 1)..last];
        if (!FieldSyntax.IsToken(method))
        {
            return Malformed("The method is not a token (RFC 9110 §9.1).");
        }

        if (method.Length > MaxMethodBytes)
        {
            return new Fault(ErrorCodes.UnsupportedMethod, FaultSide.Client, 501, $"The method is longer than {MaxMethodBytes} bytes (RFC 9112 §3).");
        }

        if (target.IsEmpty || (target.ContainsAnyExcept(TargetBytes) && !(isLenient && IsTextInUtf8(target))))
        {
            string hint = IsTextInUtf8(target) ? " (option Strictness)" : "";
            return Malformed($"The request-target holds a byte that no URI has, or is empty (RFC 9112 §3.2){hint}.");
        }

        (methodLength, targetStart, targetLength) = (method.Length, first + 1, target.Length);
        MethodKind = KindOf(method);
        return ReadVersion(line[(last + 1)..]);
    }

    internal override Fault Malformed(string message) => new(ErrorCodes.MalformedRequest, FaultSide.Client, 400, message);

    internal override Fault TooLarge(string message) => new(ErrorCodes.RequestHeadersTooLarge, FaultSide.Client, 400, message);

    /// <summary>A server MUST answer 414 to a request-target that is longer than any that it takes (RFC 9112 §3).</summary>
    internal override Fault StartLineTooLarge(string message) => TooLarge(message) with { Status = 414 };

    internal override Fault TooManyFields(string message) => TooLarge(message);

    /// <summary>
    /// True for a target that percent-encoding makes a URI of: letters beyond ASCII, in UTF-8, are all that is wrong with it.
    /// </summary>
    private static bool IsTextInUtf8(ReadOnlySpan<byte> target) => !target.ContainsAnyExcept(RawTargetBytes) && Utf8.IsValid(target);

    private Fault? ReadVersion(ReadOnlySpan<byte> version)
    {
        if (version.Length != VersionLength || !version.StartsWith("HTTP/"u8) || version[6] != '.' || !char.IsAsciiDigit((char)version[5]) || !char.IsAsciiDigit((char)version[7]))
        {
            return Malformed("The version is not HTTP/ digit . digit (RFC 9112 §2.3).");
        }

        if (version[5] != '1')
        {
            return new Fault(ErrorCodes.UnsupportedVersion, FaultSide.Client, 505, version[5] == '2'
                ? "This port speaks HTTP/1.x only, and HTTP/2 inside CONNECT tunnels (RFC 9110 §15.6.6)."
                : "This port speaks HTTP/1.x only (RFC 9110 §15.6.6).");
        }

        VersionMinor = version[7] == '0' ? 0 : 1;
        return null;
    }

    private static MethodKind KindOf(ReadOnlySpan<byte> method) => method.Length switch
    {
        3 when method.SequenceEqual("GET"u8) => MethodKind.Get,
        3 when method.SequenceEqual("PUT"u8) => MethodKind.Put,
        4 when method.SequenceEqual("POST"u8) => MethodKind.Post,
        4 when method.SequenceEqual("HEAD"u8) => MethodKind.Head,
        5 when method.SequenceEqual("TRACE"u8) => MethodKind.Trace,
        6 when method.SequenceEqual("DELETE"u8) => MethodKind.Delete,
        7 when method.SequenceEqual("CONNECT"u8) => MethodKind.Connect,
        7 when method.SequenceEqual("OPTIONS"u8) => MethodKind.Options,
        _ => MethodKind.Other,
    };
}
