using System.Globalization;
using System.Text;

namespace Proximity.Exchanges;

/// <summary>The value of Date (RFC 9110 §6.6.1) for messages that are forwarded now; made once a second. Thread-safe.</summary>
internal sealed class DateField(TimeProvider timeProvider)
{
    private volatile Stamp last = new(0, []);

    /// <summary>The present time as an HTTP-date.</summary>
    public byte[] Value
    {
        get
        {
            DateTimeOffset now = timeProvider.GetUtcNow();
            long second = now.ToUnixTimeSeconds();
            Stamp stamp = last;
            if (stamp.Second != second || stamp.Text.Length == 0)
            {
                last = stamp = new Stamp(second, Encoding.ASCII.GetBytes(now.UtcDateTime.ToString("R", CultureInfo.InvariantCulture)));
            }

            return stamp.Text;
        }
    }

    private sealed record Stamp(long Second, byte[] Text);
}
