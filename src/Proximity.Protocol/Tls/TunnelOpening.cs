using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Tls;

/// <summary>
/// Tells by the first bytes in a tunnel what is spoken there. It is careful: what is not certainly TLS or HTTP is something else, and passes untouched. HTTP/1 is recognised by a
/// whole request line, because other protocols begin with a word and a space as well.
/// </summary>
internal static class TunnelOpening
{
    /// <summary>A request line may be this long; a longer one is not waited for.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxMethodBytes = 32;

    /// <summary>Up to the handshake's type in the first record.</summary>
    private const int TlsBytes = 6;

    private static ReadOnlySpan<byte> Http2Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Judges the bytes so far; once it is not <see cref="OpeningKind.NeedMore"/>, further bytes change nothing.</summary>
    public static OpeningKind Judge(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return OpeningKind.NeedMore;
        }

        if (bytes[0] == 22)
        {
            return JudgeTls(bytes);
        }

        int known = Math.Min(bytes.Length, Http2Preface.Length);
        if (bytes[..known].SequenceEqual(Http2Preface[..known]))
        {
            return known == Http2Preface.Length ? OpeningKind.Http2 : OpeningKind.NeedMore;
        }

        return JudgeHttp1(bytes);
    }

    private static OpeningKind JudgeTls(ReadOnlySpan<byte> bytes)
    {
        bool isTls = (bytes.Length < 2 || bytes[1] == 3) && (bytes.Length < 3 || bytes[2] <= 4) && (bytes.Length < TlsBytes || bytes[5] == 1);
        return !isTls ? OpeningKind.Other : bytes.Length < TlsBytes ? OpeningKind.NeedMore : OpeningKind.Tls;
    }

    private static OpeningKind JudgeHttp1(ReadOnlySpan<byte> bytes)
    {
        int method = FieldSyntax.TokenLength(bytes);
        if (method is 0 or > MaxMethodBytes || (method < bytes.Length && bytes[method] != ' '))
        {
            return OpeningKind.Other;
        }

        int lineEnd = bytes[..Math.Min(bytes.Length, MaxBytes)].IndexOf((byte)'\n');
        if (lineEnd < 0)
        {
            return bytes.Length >= MaxBytes ? OpeningKind.Other : OpeningKind.NeedMore;
        }

        ReadOnlySpan<byte> line = bytes[..lineEnd].TrimEnd((byte)'\r');
        int version = line.LastIndexOf((byte)' ') + 1;

        // A request for another proxy, with CONNECT or a whole URL, is none for this one: chains of proxies pass untouched.
        bool isForAnOrigin = line.Length > method + 1 && line[method + 1] is (byte)'/' or (byte)'*';
        bool isHttp = isForAnOrigin && version > method + 1 && line.Length - version == "HTTP/1.1".Length && line[version..].StartsWith("HTTP/1."u8);
        return isHttp ? OpeningKind.Http1 : OpeningKind.Other;
    }
}
