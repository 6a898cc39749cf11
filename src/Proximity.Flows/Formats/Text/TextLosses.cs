namespace Proximity.Formats.Text;

/// <summary>What a request in one text cannot carry, in words.</summary>
internal static class TextLosses
{
    public const string Connect = "a CONNECT, which asks for a tunnel";
    public const string BinaryBody = "a body that is not text";
    public const string InvalidField = "a field that no request may have";
    public const string RepeatedField = "that a field came more than once: its values are joined";
    public const string FetchBody = "the body of a GET or HEAD, which fetch does not send";
    public const string FetchMethod = "a TRACE or TRACK, which fetch does not send";
    public const string BrowserField = "in a browser the fields that it sets itself, such as Cookie";
    public const string SmallMethod = "that a method has small letters";
}
