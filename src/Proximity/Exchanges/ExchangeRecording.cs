using Proximity.Flows;

namespace Proximity.Exchanges;

/// <summary>What is recorded and measured of an exchange.</summary>
internal sealed class ExchangeRecording
{
    /// <summary>Taken whether the exchange is recorded or not.</summary>
    public ExchangeTimes Times;

    /// <summary>The record; null when recording is off.</summary>
    public Flow? Flow { get; set; }

    /// <summary>What came from the client, head included.</summary>
    public long RequestBytes { get; set; }

    /// <summary>What went to the client, heads included.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>A request has come.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="headBytes">The bytes of its head.</param>
    public void Begin(long now, int headBytes)
    {
        Times = new ExchangeTimes { Started = now };
        Flow = null;
        RequestBytes = headBytes;
        ResponseBytes = 0;
    }
}
