namespace Proximity.Cli.Authority;

/// <summary>What <c>proximity ca</c> does.</summary>
internal enum AuthorityVerb
{
    Path,
    Export,
    Trust,
    Untrust,
    Check,
}
