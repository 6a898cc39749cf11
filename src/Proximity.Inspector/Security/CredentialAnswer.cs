namespace Proximity.Inspector.Security;

/// <summary>What credentials are worth.</summary>
internal enum CredentialAnswer
{
    /// <summary>None were given.</summary>
    None,

    /// <summary>They are right.</summary>
    Right,

    /// <summary>They are wrong, or were used before.</summary>
    Wrong,

    /// <summary>They were not looked at: too many were wrong before.</summary>
    Blocked,
}
