namespace Proximity.Control;

/// <summary>An address that signs a browser in.</summary>
/// <param name="Url">The address; it works once.</param>
internal sealed record SignInLinkOutput(string Url);
