namespace Proximity.Inspector.Security;

/// <summary>
/// Decides what becomes of a request before any route is looked for. In this order: it is meant for this listener and not for a proxy; it
/// calls the listener by a name of its own; no page of another origin has sent it; it has credentials; what it writes is JSON. Only the
/// last two tell a caller that has none anything about what is here.
/// </summary>
/// <param name="hosts">The names of the listener.</param>
/// <param name="credentials">What lets a caller in.</param>
internal sealed class AccessPolicy(HostRule hosts, Credentials credentials)
{
    private const string BearerScheme = "Bearer ";

    /// <summary>What becomes of a request.</summary>
    public AccessDecision Judge(AccessRequest request)
        => CheckTarget(request) ?? CheckHost(request) ?? CheckOrigin(request) ?? CheckSite(request) ?? CheckLink(request)
            ?? CheckCredentials(request) ?? CheckContent(request) ?? AccessDecision.Allowed;

    private static AccessDecision? CheckTarget(AccessRequest request)
    {
        if (request.Method == "CONNECT")
        {
            return AccessDecision.Refused(403, "no_proxy", "This is the inspector, and not the proxy: it opens no tunnels.");
        }

        return request.Target.StartsWith('/')
            ? null
            : AccessDecision.Refused(421, "no_proxy", "This is the inspector, and not the proxy: it takes paths of its own only.");
    }

    private AccessDecision? CheckHost(AccessRequest request)
        => request.Host is [{ } host] && hosts.Allows(host, request.Local)
            ? null
            : AccessDecision.Refused(403, "wrong_host", "The request calls this listener by a name that it does not have.");

    private static AccessDecision? CheckOrigin(AccessRequest request)
    {
        bool isOwn = request.Origin switch
        {
            [] => true,
            [{ } origin] => origin.Equals($"http://{request.Host[0]}", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
        return isOwn ? null : AccessDecision.Refused(403, "wrong_origin", "A page of another origin has sent the request.");
    }

    private static AccessDecision? CheckSite(AccessRequest request)
    {
        if (request.FetchSite is [] or ["same-origin"] or ["none"])
        {
            return null;
        }

        // A link from elsewhere: its answer shows nothing, and a person can go on from there.
        bool isLink = request is { Method: "GET", Path: "/", FetchMode: "navigate", FetchDestination: "document", FetchSite.Count: 1 };
        return !isLink ? AccessDecision.Refused(403, "wrong_origin", "A page of another site has sent the request.")
            : request.LinkToken is null ? AccessDecision.SignInPage
            : null;
    }

    private AccessDecision? CheckLink(AccessRequest request)
    {
        if (request is not { Method: "GET", Path: "/", LinkToken: { } token })
        {
            return null;
        }

        // First the cookie: a page that is loaded again has used its link, and that is no failure.
        if (request.Cookie is { } cookie && credentials.CheckCookie(cookie) == CredentialAnswer.Right)
        {
            return AccessDecision.SignedIn;
        }

        return credentials.TakeLink(token) switch
        {
            CredentialAnswer.Right => AccessDecision.SignIn,
            CredentialAnswer.Blocked => Blocked(),
            _ => AccessDecision.SignInPage,
        };
    }

    private AccessDecision? CheckCredentials(AccessRequest request)
        => Look(request) switch
        {
            CredentialAnswer.Right => null,
            CredentialAnswer.Blocked => Blocked(),
            CredentialAnswer.None when request is { Method: "GET", Path: "/" } => AccessDecision.SignInPage,
            CredentialAnswer.Wrong when request is { Method: "GET", Path: "/", Authorization: [] } => AccessDecision.SignInPage,
            CredentialAnswer.None => AccessDecision.Refused(
                401, "no_token", "The request has no token: send 'Authorization: Bearer TOKEN' with the token that the program printed."),
            _ => AccessDecision.Refused(401, "wrong_token", "The token is not the one of this run."),
        };

    private CredentialAnswer Look(AccessRequest request) => request.Authorization switch
    {
        [{ } value] when value.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase)
            => credentials.CheckBearer(value[BearerScheme.Length..].Trim(' ')),
        [] => request.Cookie is { } cookie ? credentials.CheckCookie(cookie) : CredentialAnswer.None,
        _ => CredentialAnswer.Wrong,
    };

    private static AccessDecision? CheckContent(AccessRequest request)
    {
        if (request.Method is "GET" or "HEAD" or "OPTIONS" or "DELETE")
        {
            return null;
        }

        string type = (request.ContentType ?? "").Split(';')[0].Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            ? null
            : AccessDecision.Refused(415, "no_json", "The request has to say 'Content-Type: application/json'.");
    }

    private static AccessDecision Blocked()
        => AccessDecision.Refused(429, "too_many_failures", "Too many wrong tokens came within a minute; wait for one.");
}
