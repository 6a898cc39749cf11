namespace Proximity.Cli.Authority;

/// <summary>What a line of <c>proximity ca</c> asks for.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Stores">With which stores.</param>
/// <param name="Format">The form to export; PEM unless another was named.</param>
/// <param name="Output">The file to export to; null for standard output.</param>
internal sealed record AuthorityRequest(AuthorityVerb Verb, StoreChoice Stores, AuthorityFormat Format = AuthorityFormat.Pem, string? Output = null);
