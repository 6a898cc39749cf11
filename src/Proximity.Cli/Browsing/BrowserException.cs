namespace Proximity.Cli.Browsing;

/// <summary>A browser cannot be started; the message is for a person.</summary>
internal sealed class BrowserException : Exception
{
    public BrowserException(string message)
        : base(message)
    {
    }
}
