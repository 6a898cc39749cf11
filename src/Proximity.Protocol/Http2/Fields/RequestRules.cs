using System.Buffers;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Http2.Fields;

/// <summary>Which pseudo-fields a request has, and what stands in them (RFC 9113 §8.3.1, §8.5; RFC 8441 §4).</summary>
internal static class RequestRules
{
    private static readonly SearchValues<byte> SchemeBytes =
        SearchValues.Create("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Null when they are right.</summary>
    public static string? Judge(FieldList fields, ref MessageOutline outline)
    {
        if (outline.Method < 0 || !FieldSyntax.IsToken(fields.Value(outline.Method)))
        {
            return "A request has no :method, or one that is not a token (RFC 9113 §8.3.1).";
        }

        outline.IsConnect = fields.Value(outline.Method).SequenceEqual("CONNECT"u8);
        if (outline.Protocol >= 0 && !(outline.IsConnect && FieldSyntax.IsToken(fields.Value(outline.Protocol))))
        {
            return "The :protocol is not a token, or not of a CONNECT (RFC 8441 §4).";
        }

        string? problem = outline is { IsConnect: true, Protocol: < 0 } ? JudgeConnect(outline) : JudgeTarget(fields, outline);
        return problem ?? JudgeAuthority(fields, outline);
    }

    private static string? JudgeConnect(in MessageOutline outline)
        => outline is { Scheme: < 0, Path: < 0, Authority: >= 0 }
            ? null
            : "A CONNECT has a :scheme or a :path, or no :authority (RFC 9113 §8.5).";

    private static string? JudgeTarget(FieldList fields, in MessageOutline outline)
    {
        if (outline.Scheme < 0 || outline.Path < 0)
        {
            return "A request has no :scheme or no :path (RFC 9113 §8.3.1).";
        }

        if (outline.Protocol >= 0 && outline.Authority < 0)
        {
            return "An extended CONNECT has no :authority (RFC 8441 §4).";
        }

        ReadOnlySpan<byte> scheme = fields.Value(outline.Scheme);
        if (scheme.IsEmpty || scheme.ContainsAnyExcept(SchemeBytes))
        {
            return "The :scheme is none (RFC 3986 §3.1).";
        }

        ReadOnlySpan<byte> path = fields.Value(outline.Path);
        bool isAsterisk = path is [(byte)'*'] && fields.Value(outline.Method).SequenceEqual("OPTIONS"u8);
        return isAsterisk || (path is [(byte)'/', ..] && RequestHead.IsTarget(path))
            ? null
            : "The :path is empty, does not begin with a slash, or holds a byte that no URI has (RFC 9113 §8.3.1).";
    }

    /// <summary>A request names one host: an <c>:authority</c> and a Host that differ could be read as either.</summary>
    private static string? JudgeAuthority(FieldList fields, in MessageOutline outline)
    {
        ReadOnlySpan<byte> host = outline.Host < 0 ? default : fields.Value(outline.Host);
        if (outline.Authority < 0)
        {
            return host.IsEmpty ? "A request has neither :authority nor Host (RFC 9113 §8.3.1)." : JudgeHostPort(host);
        }

        ReadOnlySpan<byte> authority = fields.Value(outline.Authority);
        return outline.Host >= 0 && !FieldSyntax.EqualsIgnoreCase(authority, host)
            ? "The :authority and Host name different hosts (RFC 9113 §8.3.1)."
            : JudgeHostPort(authority);
    }

    /// <summary>Whether it is host and port is judged where the target is read; here it is kept from saying more than that.</summary>
    private static string? JudgeHostPort(ReadOnlySpan<byte> authority)
        => authority.IsEmpty || authority.ContainsAny("@/?#\\"u8) || !RequestHead.IsTarget(authority)
            ? "The :authority or Host is empty, has user information, or holds a byte that no host has (RFC 9113 §8.3.1)."
            : null;
}
