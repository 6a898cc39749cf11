namespace Proximity;

/// <summary>
/// A body is longer than a handler may hold (option <c>MaxHeldBodyBytes</c>), or too many are held at once (<c>MaxHeldBytes</c>).
/// </summary>
public sealed class BodyTooLargeException : Exception
{
    internal BodyTooLargeException(string message)
        : base(message)
    {
    }
}
