namespace Proximity.Masking;

/// <summary>
/// Whose values are secrets by their names. Names of header fields are compared in any case, all others also without regard to hyphens,
/// underscores and dots: <c>access_token</c> is <c>accessToken</c>.
/// </summary>
internal sealed class SecretNames
{
    /// <summary>Fields and, with a question mark before them, query parameters that usually hold secrets.</summary>
    private static readonly string[] Defaults =
    [
        "Authorization", "Proxy-Authorization", "Authentication-Info", "Proxy-Authentication-Info", "Cookie", "Set-Cookie",
        "X-Api-Key", "Api-Key", "X-Auth-Token", "X-Access-Token", "X-Csrf-Token", "X-Xsrf-Token", "X-Amz-Security-Token",
        "?access_token", "?id_token", "?refresh_token", "?token", "?api_key", "?apikey", "?key", "?client_secret", "?secret", "?password",
        "?passwd", "?pwd",
        "?code", "?sig", "?signature", "?X-Amz-Signature", "?X-Amz-Credential", "?X-Amz-Security-Token",
    ];

    /// <summary>
    /// Members of JSON, fields of forms and parts of multipart bodies. Shorter words, such as <c>key</c>, name other things too.
    /// </summary>
    private static readonly string[] Members =
    [
        "password", "passwd", "pwd", "passphrase", "passcode", "secret", "token", "access_token", "refresh_token", "id_token", "auth_token",
        "session_token", "bearer_token", "csrf_token", "xsrf_token", "api_token", "device_token", "api_key", "x_api_key", "access_key",
        "account_key", "encryption_key", "master_key", "signing_key", "authorization", "cookie", "set_cookie", "session_id", "jsessionid",
        "phpsessid", "sessionid", "card_number", "cvv", "cvc", "cvv2", "ssn", "connection_string", "client_assertion", "code_verifier",
        "password_confirmation", "confirm_password", "passwords", "tokens", "secrets", "jwt", "otp", "totp", "security_code", "auth_key",
        "subscription_key", "shared_key", "consumer_key", "oauth_signature", "oauth_verifier", "device_code", "user_code", "recovery_code",
        "ocp_apim_subscription_key", "private_token", "x_authorization",
    ];

    private static readonly string[] Endings =
    [
        "password", "passwd", "passphrase", "secret", "apikey", "privatekey", "secretkey", "token", "secretaccesskey", "authorization",
    ];

    /// <summary>Tokens that say where a list goes on, or what changed: not secrets, and needed to follow what happens.</summary>
    private static readonly string[] PlainTokens =
    [
        "pagetoken", "continuationtoken", "synctoken", "nexttoken", "prevtoken", "previoustoken", "changetoken", "resumetoken",
        "paginationtoken", "cursortoken", "deltatoken", "skiptoken", "cancellationtoken", "starttoken", "endtoken", "forwardtoken",
        "backwardtoken", "stoptoken", "eostoken", "bostoken", "padtoken", "unktoken",
    ];

    private readonly HashSet<string> fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> parameters = new(StringComparer.Ordinal);
    private readonly HashSet<string> members = new(StringComparer.Ordinal);

    /// <param name="further">Entries beside the usual ones: the name of a field, with a question mark before it of a parameter. Both
    /// are looked for in bodies too.</param>
    public SecretNames(IEnumerable<string> further)
    {
        foreach (string entry in Defaults)
        {
            Add(entry, isInBodies: false);
        }

        foreach (string member in Members)
        {
            members.Add(Plain(member));
        }

        foreach (string entry in further)
        {
            Add(entry, isInBodies: true);
        }
    }

    public bool IsField(string name) => fields.Contains(name) || IsMember(name);

    /// <summary>True for a parameter of a query or a form.</summary>
    public bool IsParameter(string name) => Is(name, parameters) || IsMember(name);

    /// <summary>True for a member of JSON, or a part of a multipart body.</summary>
    public bool IsMember(string name)
    {
        string plain = Plain(name);
        return members.Contains(plain)
            || (EndsWithAny(plain, Endings) && !EndsWithAny(plain, PlainTokens));
    }

    private static bool EndsWithAny(string plain, string[] endings)
        => Array.Exists(endings, ending => plain.EndsWith(ending, StringComparison.Ordinal));

    private static bool Is(string name, HashSet<string> names) => name.Length > 0 && names.Contains(Plain(name));

    private static string Plain(string name)
        => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
            .Replace(".", "", StringComparison.Ordinal).ToLowerInvariant();

    private void Add(string entry, bool isInBodies)
    {
        string name = entry.TrimStart('?');
        if (entry.StartsWith('?'))
        {
            parameters.Add(Plain(name));
        }
        else
        {
            fields.Add(name);
        }

        if (isInBodies)
        {
            members.Add(Plain(name));
        }
    }
}
