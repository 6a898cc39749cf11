using System.Buffers;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Flows;

namespace Proximity.Filters.Evaluation;

/// <summary>The fields that come of the heads of a request and its response, whatever holds those. One thread at a time.</summary>
internal abstract class MessageReader : FieldReader
{
    private const int MostOnStack = 256;

    private static readonly SearchValues<char> Capitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Holds the URL while it is looked at; grows to the longest.</summary>
    private char[] urlRoom = [];

    protected abstract string Method { get; }

    protected abstract ReadOnlySpan<char> Target { get; }

    protected abstract string Version { get; }

    protected abstract bool IsHttp2 { get; }

    /// <summary>The <c>host:port</c> of the tunnel that the request came in; null outside of one.</summary>
    protected abstract string? Tunnel { get; }

    /// <summary>True when a target without a scheme is for https.</summary>
    protected abstract bool IsSecure { get; }

    protected abstract bool HasResponse { get; }

    protected abstract int? Status { get; }

    protected abstract string? ClientAddress { get; }

    protected abstract string? ClientProcess { get; }

    protected abstract FlowTls? ClientTls { get; }

    protected abstract FlowTls? OriginTls { get; }

    protected abstract bool IsWebSocket { get; }

    public override bool AnyText(FieldId field, string? key, TextMatcher matcher) => field switch
    {
        FieldId.Client => Shows(ClientAddress, matcher),
        FieldId.Process => Shows(ClientProcess, matcher),
        FieldId.Method => matcher.Matches(Method),
        FieldId.Version => ShowsLower(IsHttp2 ? "http/2" : Version, matcher),
        FieldId.Scheme or FieldId.Host or FieldId.Path or FieldId.Query or FieldId.QueryParameter or FieldId.Url or FieldId.GrpcMethod
            => AnyOfUrl(field, key, matcher),
        FieldId.RequestHeader => AnyHeader(BodySide.Request, key!, matcher),
        FieldId.ResponseHeader => HasResponse && AnyHeader(BodySide.Response, key!, matcher),
        FieldId.RequestHeaders => AnyLine(BodySide.Request, matcher),
        FieldId.ResponseHeaders => HasResponse && AnyLine(BodySide.Response, matcher),
        FieldId.Cookie => AnyHeader(BodySide.Request, "cookie", matcher),
        FieldId.SetCookie => HasResponse && AnyHeader(BodySide.Response, "set-cookie", matcher),
        FieldId.Sni => ShowsLower(ClientTls?.ServerName, matcher),
        FieldId.Alpn => Shows(ClientTls?.ApplicationProtocol, matcher),
        FieldId.CertificateIssuer => OriginTls?.Certificates is [var leaf, ..] && matcher.Matches(leaf.Issuer),
        FieldId.ContentKind => Shows(ContentKind(), matcher),
        _ => false,
    };

    public override double? Number(FieldId field) => field switch
    {
        FieldId.Port => Url().Port is > 0 and int port ? port : null,
        FieldId.Status => Status,
        FieldId.ClientTlsVersion => TlsVersion(),
        _ => null,
    };

    public override bool Is(FilterFlag flag) => flag switch
    {
        FilterFlag.Request => true,
        FilterFlag.Response => HasResponse,
        FilterFlag.Ws => IsWebSocket,
        FilterFlag.Sse => HasResponse && ContentKind() == ContentKinds.EventStream,
        FilterFlag.Grpc => IsGrpc,
        FilterFlag.Tunnel => Url().IsConnect,
        FilterFlag.Decrypted => Tunnel is not null && ClientTls is not null,
        FilterFlag.Redirect => Status is 301 or 302 or 303 or 307 or 308,
        FilterFlag.Secure => Url().Scheme.Equals("https", StringComparison.OrdinalIgnoreCase),
        FilterFlag.H1 => !IsHttp2,
        FilterFlag.H2 => IsHttp2,
        _ => false,
    };

    protected bool IsGrpc
        => TryFindHeader(BodySide.Request, "content-type", out ReadOnlySpan<char> type) && ContentKinds.Of(type) == ContentKinds.Grpc;

    /// <summary>The first value of a field.</summary>
    /// <returns>False when it is absent.</returns>
    protected abstract bool TryFindHeader(BodySide side, string name, out ReadOnlySpan<char> value);

    /// <summary>Whether a field has a value that a matcher takes.</summary>
    protected abstract bool AnyHeader(BodySide side, string name, TextMatcher matcher);

    /// <summary>Whether a matcher takes a field line, <c>name: value</c>.</summary>
    protected abstract bool AnyLine(BodySide side, TextMatcher matcher);

    protected static bool Shows(string? text, TextMatcher matcher) => text is not null && matcher.Matches(text);

    protected UrlParts Url()
    {
        bool hasHost = TryFindHeader(BodySide.Request, "host", out ReadOnlySpan<char> host) && !host.IsEmpty;
        return UrlParts.Read(Method, Target, hasHost ? host : Tunnel, IsSecure);
    }

    /// <summary>Only a text with capital letters is copied.</summary>
    private static bool ShowsLower(ReadOnlySpan<char> text, TextMatcher matcher)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        if (!text.ContainsAny(Capitals))
        {
            return matcher.Matches(text);
        }

        Span<char> lower = text.Length <= MostOnStack ? stackalloc char[text.Length] : new char[text.Length];
        text.ToLowerInvariant(lower);
        return matcher.Matches(lower);
    }

    private bool AnyOfUrl(FieldId field, string? key, TextMatcher matcher)
    {
        UrlParts url = Url();
        return field switch
        {
            FieldId.Scheme => ShowsLower(url.Scheme, matcher),
            FieldId.Host => ShowsLower(url.Host, matcher),
            FieldId.Path => !url.IsConnect && matcher.Matches(url.Path),
            FieldId.Query => url.HasQuery && matcher.Matches(url.Query),
            FieldId.QueryParameter => url.HasQuery && NamedValues.AnyParameter(url.Query, key!, matcher),
            FieldId.GrpcMethod => IsGrpc && !url.IsConnect && matcher.Matches(url.Path),
            _ => matcher.Matches(Whole(url)),
        };
    }

    private ReadOnlySpan<char> Whole(UrlParts url)
    {
        int length = url.Write(urlRoom);
        while (length < 0)
        {
            urlRoom = new char[Math.Max(MostOnStack, (urlRoom.Length * 2) + Target.Length)];
            length = url.Write(urlRoom);
        }

        return urlRoom.AsSpan(0, length);
    }

    private string? ContentKind()
        => !HasResponse ? null
            : IsWebSocket ? ContentKinds.WebSocket
            : TryFindHeader(BodySide.Response, "content-type", out ReadOnlySpan<char> type) && !type.IsEmpty ? ContentKinds.Of(type) : null;

    private double? TlsVersion()
        => ClientTls?.Protocol is { } protocol
            && NumberTextMatcher.TryRead(protocol.AsSpan(protocol.LastIndexOf(' ') + 1), out double version) ? version : null;
}
