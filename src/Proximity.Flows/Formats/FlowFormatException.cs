namespace Proximity.Formats;

/// <summary>A file is not what its format demands. The message says where and why.</summary>
internal sealed class FlowFormatException : IOException
{
    public FlowFormatException(string message)
        : base(message)
    {
    }

    public FlowFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
