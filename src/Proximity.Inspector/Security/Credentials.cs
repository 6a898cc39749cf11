namespace Proximity.Inspector.Security;

/// <summary>
/// What lets a caller in: the token as a Bearer credential, the same token once in a URL, and from then on a cookie. The cookie's value is
/// another one: a program on another port of this host gets cookies too (RFC 6265 §8.5), and shall not get the token.
/// </summary>
/// <param name="token">The token.</param>
/// <param name="timeProvider">The clock of the limits.</param>
internal sealed class Credentials(Secret token, TimeProvider timeProvider)
{
    /// <summary>The most texts for URLs that are good at a time; a new one takes the place of the oldest.</summary>
    public const int MaxLinks = 16;

    private readonly Lock gate = new();
    private readonly Secret cookie = Secret.Create();
    private readonly FailureLimit bearerLimit = new(timeProvider);
    private readonly FailureLimit cookieLimit = new(timeProvider);
    private readonly FailureLimit linkLimit = new(timeProvider);
    private List<Secret> links = [token];

    /// <summary>What programs send.</summary>
    public string Token => token.Text;

    /// <summary>What browsers send once they are signed in.</summary>
    public string Cookie => cookie.Text;

    /// <summary>The longest time that a caller has to wait after too many failures.</summary>
    public TimeSpan Wait => new[] { bearerLimit.Wait, cookieLimit.Wait, linkLimit.Wait }.Max();

    /// <summary>A further text for a URL that signs one browser in; of more than <see cref="MaxLinks"/> the newest are good.</summary>
    public string CreateLink()
    {
        var link = Secret.Create();
        lock (gate)
        {
            links = [.. links.TakeLast(MaxLinks - 1), link];
        }

        return link.Text;
    }

    /// <summary>Looks at the token of a program.</summary>
    public CredentialAnswer CheckBearer(string text) => Check(text, token, bearerLimit);

    /// <summary>Looks at the cookie of a browser.</summary>
    public CredentialAnswer CheckCookie(string text) => Check(text, cookie, cookieLimit);

    /// <summary>Takes what stands in a URL; it is right once.</summary>
    public CredentialAnswer TakeLink(string text)
    {
        if (linkLimit.Wait > TimeSpan.Zero)
        {
            return CredentialAnswer.Blocked;
        }

        lock (gate)
        {
            List<Secret> others = [.. links.Where(link => !link.Is(text))];
            if (others.Count < links.Count)
            {
                links = others;

                // A page of an earlier run may have tried its cookie until now; from here on the browser has the right one.
                cookieLimit.Reset();
                return CredentialAnswer.Right;
            }
        }

        linkLimit.Count();
        return CredentialAnswer.Wrong;
    }

    private static CredentialAnswer Check(string text, Secret secret, FailureLimit limit)
    {
        if (limit.Wait > TimeSpan.Zero)
        {
            return CredentialAnswer.Blocked;
        }

        if (secret.Is(text))
        {
            return CredentialAnswer.Right;
        }

        limit.Count();
        return CredentialAnswer.Wrong;
    }
}
