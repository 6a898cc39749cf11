namespace Proximity.Testing.Stores;

/// <summary>A store does not do what it must.</summary>
public sealed class StoreCaseException : Exception
{
    /// <param name="message">What was expected, and what came.</param>
    public StoreCaseException(string message)
        : base(message)
    {
    }
}
