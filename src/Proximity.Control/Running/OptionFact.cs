namespace Proximity.Control;

/// <summary>An option of the proxy as it is now.</summary>
/// <param name="Name">Its name, as on the command line without dashes.</param>
/// <param name="Value">Its value as a text; null when it has none, or is a secret.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Changes">When a change takes effect.</param>
/// <param name="IsSet">True when somebody has set it.</param>
internal sealed record OptionFact(string Name, string? Value, string Summary, OptionChange Changes, bool IsSet);
