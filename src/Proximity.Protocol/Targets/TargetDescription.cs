using System.Buffers;
using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Targets;

/// <summary>
/// What errors say of a request-target, one that was refused included: as much as is known of it, and never its user information. Where a request goes, <see cref="RequestTarget"/> decides.
/// </summary>
/// <param name="Url">The target as received, user information masked.</param>
/// <param name="Host">The host it names; null when it names none that is valid.</param>
/// <param name="Port">Its port, or the scheme's; null when neither is known.</param>
internal readonly record struct TargetDescription(string Url, string? Host, int? Port)
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    /// <summary>What a scheme is made of (RFC 3986 §3.1).</summary>
    private static readonly SearchValues<byte> SchemeBytes = SearchValues.Create("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Describes a target.</summary>
    /// <param name="target">The request-target.</param>
    /// <param name="hostField">The value of Host, which tells the host of a target that is only a path; empty when there is none.</param>
    /// <param name="isTls">True for a request that came through TLS: its default port is 443.</param>
    public static TargetDescription Of(ReadOnlySpan<byte> target, ReadOnlySpan<byte> hostField, bool isTls)
    {
        ReadOnlySpan<byte> authority = AuthorityOf(target, hostField, isTls, out int? defaultPort);
        ReadOnlySpan<byte> hostAndPort = authority[(authority.LastIndexOf((byte)'@') + 1)..];

        // Some default is needed for an authority without a port to be read at all.
        if (!Authority.TryParse(hostAndPort, defaultPort ?? HttpPort, out Authority parsed))
        {
            return new TargetDescription(UrlOf(target), null, null);
        }

        string host = Encoding.ASCII.GetString(hostAndPort.Slice(parsed.HostStart, parsed.HostLength));
        return new TargetDescription(UrlOf(target), host, parsed.HasPort ? parsed.Port : defaultPort);
    }

    /// <summary>The target as text, user information masked.</summary>
    public static string UrlOf(ReadOnlySpan<byte> target)
    {
        string url = Encoding.Latin1.GetString(target);
        if (!target.Contains((byte)'@'))
        {
            return url;
        }

        if (IsPath(target))
        {
            return UserInformation.MaskIn(url);
        }

        int start = AuthorityStart(target);
        if (start > 0 && HasValidAuthority(target[start..]))
        {
            return UserInformation.MaskIn(UserInformation.MaskAt(url, start));
        }

        // Where the user information ends is not certain: a password may hold a slash.
        return UserInformation.MaskBeforeLastAt(url, start);
    }

    private static ReadOnlySpan<byte> AuthorityOf(ReadOnlySpan<byte> target, ReadOnlySpan<byte> hostField, bool isTls, out int? defaultPort)
    {
        defaultPort = isTls ? HttpsPort : HttpPort;
        if (target.StartsWith("/"u8) || target is [(byte)'*'])
        {
            return hostField;
        }

        int start = AuthorityStart(target);
        if (start == 0)
        {
            defaultPort = null;
            ReadOnlySpan<byte> authority = UpToPath(target);
            return target[authority.Length..].Contains((byte)'@') ? default : authority;
        }

        defaultPort = FieldSyntax.EqualsIgnoreCase(target[..start], "http://"u8) ? HttpPort
            : FieldSyntax.EqualsIgnoreCase(target[..start], "https://"u8) ? HttpsPort
            : null;
        return UpToPath(target[start..]);
    }

    /// <summary>True for the origin form. The proxy takes two slashes for a path, too; but what stands behind them would be an authority to others (RFC 3986 §4.2).</summary>
    private static bool IsPath(ReadOnlySpan<byte> target) => target.StartsWith("/"u8) && !target.StartsWith("//"u8);

    /// <summary>Where the authority of an absolute URL, or of a reference without a scheme, begins; 0 when it is neither.</summary>
    private static int AuthorityStart(ReadOnlySpan<byte> target)
    {
        int end = target.IndexOf("//"u8);
        return end == 0 || (end > 1 && target[end - 1] == ':' && !target[..(end - 1)].ContainsAnyExcept(SchemeBytes)) ? end + 2 : 0;
    }

    private static bool HasValidAuthority(ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> authority = UpToPath(rest);
        return Authority.TryParse(authority[(authority.LastIndexOf((byte)'@') + 1)..], HttpPort, out _);
    }

    private static ReadOnlySpan<byte> UpToPath(ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        return length < 0 ? rest : rest[..length];
    }
}
