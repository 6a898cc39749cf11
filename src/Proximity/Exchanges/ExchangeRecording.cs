using Proximity.Flows;

namespace Proximity.Exchanges;

/// <summary>What is recorded and measured of an exchange.</summary>
internal sealed class ExchangeRecording
{
    private long requestCount;
    private long pastRequestBytes;
    private long pastResponseBytes;

    /// <summary>Taken whether the exchange is recorded or not.</summary>
    public ExchangeTimes Times;

    /// <summary>The record; null when recording is off.</summary>
    public Flow? Flow { get; set; }

    /// <summary>What came from the client, head included.</summary>
    public long RequestBytes { get; set; }

    /// <summary>What went to the client, heads included.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>What the connection has done until now; bytes of a body count at its end. Any thread may read it.</summary>
    public ConnectionTotals Totals => new(requestCount, pastRequestBytes + RequestBytes, pastResponseBytes + ResponseBytes);

    /// <summary>A request has come.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="headBytes">The bytes of its head.</param>
    public void Begin(long now, int headBytes)
    {
        Times = new ExchangeTimes { Started = now };
        Flow = null;
        requestCount++;
        pastRequestBytes += RequestBytes;
        pastResponseBytes += ResponseBytes;
        RequestBytes = headBytes;
        ResponseBytes = 0;
    }
}
