using System.Globalization;
using System.Text;

namespace Proximity.Cli.Controlling;

/// <summary>The head of a response of the proxy itself, of which the status is wanted.</summary>
/// <param name="Status">The status.</param>
internal sealed record ResponseText(int Status)
{
    private const int MostHeadBytes = 1024 * 1024;
    private const int BufferBytes = 64 * 1024;

    /// <summary>Reads a head, a byte at a time: what comes behind it is another reader's.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static async Task<ResponseText> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (head.Count >= MostHeadBytes || await stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0)
            {
                throw new InvalidDataException("The proxy closed the connection without a response.");
            }

            head.Add(one[0]);
        }

        var words = Encoding.Latin1.GetString([.. head.TakeWhile(static octet => octet != '\r')]).Split(' ');
        return words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? new ResponseText(status)
            : throw new InvalidDataException("The proxy answered with something that is no response.");
    }

    /// <summary>Reads to the end of the connection.</summary>
    public static async Task PassOverAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
            // The proxy has recorded it.
        }
    }

    private static bool EndsHead(List<byte> head) => head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];
}
