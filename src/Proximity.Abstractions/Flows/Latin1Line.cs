namespace Proximity.Flows;

/// <summary>Text that can be part of one line of a head, an octet for each character.</summary>
internal static class Latin1Line
{
    public static bool Is(string part)
        => !part.AsSpan().ContainsAny('\r', '\n') && !part.AsSpan().ContainsAnyExceptInRange('\u0001', '\u00FF');
}
