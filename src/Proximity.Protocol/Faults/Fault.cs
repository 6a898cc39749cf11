namespace Proximity.Protocol.Faults;

/// <summary>
/// One thing that went wrong, as a value: it travels up to the one place that decides what becomes of the exchange.
/// </summary>
/// <param name="Code">The stable public code, one of <see cref="ErrorCodes"/>.</param>
/// <param name="Side">Whose doing it is.</param>
/// <param name="Status">The status the client is answered with while nothing has been sent to it; 0 when there is no answer to give.</param>
/// <param name="Message">One sentence for a person; names no secret.</param>
internal sealed record Fault(string Code, FaultSide Side, int Status, string Message)
{
    /// <summary>The exception underneath, where there was one.</summary>
    public Exception? Cause { get; init; }

    /// <summary>
    /// What the status line of an answer to a CONNECT says, where the code alone does not tell: a fixed ASCII text. Null for the code's.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>Whether the request may be sent again.</summary>
    public FaultRetry Retry { get; init; }
}
