using System.Globalization;

namespace Proximity.Formats;

/// <summary>A file is not what its format demands. The message says where and why.</summary>
internal sealed class FlowFormatException : IOException
{
    /// <summary>What is said behind the message where flows had been read.</summary>
    /// <param name="count">How many flows were read before.</param>
    public static string FlowsBefore(long count) => count switch
    {
        0 => string.Empty,
        1 => " The flow before that is good.",
        _ => string.Create(CultureInfo.InvariantCulture, $" The {count} flows before that are good."),
    };

    public FlowFormatException(string message)
        : base(message)
    {
    }

    public FlowFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
