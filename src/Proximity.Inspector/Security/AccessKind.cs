namespace Proximity.Inspector.Security;

/// <summary>What becomes of a request, by kind.</summary>
internal enum AccessKind
{
    /// <summary>It goes on to its route.</summary>
    Allowed,

    /// <summary>A browser is signed in.</summary>
    SignIn,

    /// <summary>A browser is signed in already.</summary>
    SignedIn,

    /// <summary>A browser is shown how to sign in.</summary>
    SignInPage,

    /// <summary>It ends here.</summary>
    Refused,
}
