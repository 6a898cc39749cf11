namespace Proximity.Formats.Saz;

/// <summary>What a SAZ archive cannot carry, and what could not be taken from one, in words.</summary>
internal static class SazLosses
{
    public const string Encrypted = "a session that is encrypted with a password";
    public const string NoRequest = "a session whose request cannot be read";
}
