namespace Proximity;

/// <summary>In which fields a client's address is sent on.</summary>
public enum ForwardedField
{
    /// <summary>In none.</summary>
    None,

    /// <summary><c>Forwarded: for=…</c> (RFC 7239).</summary>
    Forwarded,

    /// <summary><c>X-Forwarded-For: …</c>, which most origins read.</summary>
    XForwardedFor,

    /// <summary>Both.</summary>
    Both,
}
