namespace Proximity.Inspector.Security;

/// <summary>What becomes of a request.</summary>
/// <param name="Kind">Of what kind that is.</param>
/// <param name="Status">The HTTP status; 200 for one that is let in.</param>
internal sealed record AccessDecision(AccessKind Kind, int Status)
{
    /// <summary>It is answered.</summary>
    public static AccessDecision Allowed { get; } = new(AccessKind.Allowed, 200);

    /// <summary>The browser gets its cookie, and is sent on to the page.</summary>
    public static AccessDecision SignIn { get; } = new(AccessKind.SignIn, 303);

    /// <summary>The browser has its cookie already, and is sent on to the page.</summary>
    public static AccessDecision SignedIn { get; } = new(AccessKind.SignedIn, 303);

    /// <summary>A person is told how to come in.</summary>
    public static AccessDecision SignInPage { get; } = new(AccessKind.SignInPage, 401);

    /// <summary>A stable word for why it is refused; null when it is not.</summary>
    public string? Code { get; private init; }

    /// <summary>Why it is refused, and what helps; null when it is not.</summary>
    public string? Message { get; private init; }

    /// <summary>It is refused.</summary>
    public static AccessDecision Refused(int status, string code, string message)
        => new(AccessKind.Refused, status) { Code = code, Message = message };
}
