namespace Proximity.Formats.Text;

/// <summary>What a request in one text cannot carry, in words.</summary>
internal static class TextLosses
{
    public const string Connect = "a CONNECT, which asks for a tunnel";
    public const string BinaryBody = "a body that is not text";
}
