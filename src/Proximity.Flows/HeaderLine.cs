namespace Proximity.Flows;

/// <summary>One field line. Immutable, so that a collection can be read while it is changed.</summary>
/// <param name="name">The name as spelled.</param>
/// <param name="value">The value without the white space around it.</param>
/// <param name="received">The line as received, without its CRLF; empty for a line made by hand.</param>
internal sealed class HeaderLine(string name, string value, ReadOnlyMemory<byte> received = default)
{
    public string Name { get; } = name;

    public string Value { get; } = value;

    public ReadOnlyMemory<byte> Received { get; } = received;

    public bool Is(string otherName) => Name.Equals(otherName, StringComparison.OrdinalIgnoreCase);
}
