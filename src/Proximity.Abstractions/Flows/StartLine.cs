using System.Text;

namespace Proximity.Flows;

/// <summary>The three parts of a message's first line.</summary>
/// <param name="First">The method of a request, the version of a response.</param>
/// <param name="Second">The request target, or the status in decimal.</param>
/// <param name="Third">The version of a request, the reason phrase of a response.</param>
internal sealed record StartLine(string First, string Second, string Third)
{
    /// <summary>Cuts a line; parts that are missing are empty.</summary>
    public static StartLine Split(ReadOnlySpan<byte> received, StartLineKind kind)
    {
        string line = Encoding.Latin1.GetString(received);
        int firstSpace = line.IndexOf(' ', StringComparison.Ordinal);
        if (firstSpace < 0)
        {
            return new StartLine(line, string.Empty, string.Empty);
        }

        int behind = firstSpace + 1;
        int secondSpace = kind == StartLineKind.Request ? line.LastIndexOf(' ') : line.IndexOf(' ', behind);
        return secondSpace < behind
            ? new StartLine(line[..firstSpace], line[behind..], string.Empty)
            : new StartLine(line[..firstSpace], line[behind..secondSpace], line[(secondSpace + 1)..]);
    }
}
