using Proximity.Protocol.Faults;

namespace Proximity.Pipeline;

/// <summary>What ends an exchange whose body cannot be held, where <see cref="HeldBodyOverflow.Refuse"/> is chosen.</summary>
internal static class HeldOverflow
{
    /// <summary>The fault.</summary>
    /// <param name="side">Whose body it is.</param>
    /// <param name="isBusy">True when it is not the body that is too long: there is no room beside the others.</param>
    public static Fault Of(HeldSide side, bool isBusy)
    {
        string why = isBusy ? "cannot be held beside those that are held already (option MaxHeldBytes)"
            : "is longer than may be held (option MaxHeldBodyBytes)";
        return side == HeldSide.Request
            ? new Fault(ErrorCodes.RequestBodyTooLarge, FaultSide.Client, 413, $"The request's body {why}.")
            : new Fault(ErrorCodes.ResponseBodyTooLarge, FaultSide.Origin, 502, $"The response's body {why}.");
    }

    /// <summary>Tells a handler why it does not get the body that it asked for.</summary>
    /// <param name="hold">How the body was taken in.</param>
    /// <param name="reader">What came of it.</param>
    /// <param name="most">The most bytes that may be held.</param>
    /// <param name="refusal">Why the exchange cannot go on; null when it can.</param>
    public static void ThrowIfNotWhole(BodyHold hold, BodyReader reader, int most, Fault? refusal)
    {
        if (hold.IsBusy)
        {
            throw new BodyTooLargeException("Too many bodies are held already (option MaxHeldBytes).");
        }

        if (reader.IsTooLong)
        {
            throw new BodyTooLargeException($"The body is longer than {most} bytes (option MaxHeldBodyBytes).");
        }

        if (refusal is not null)
        {
            throw reader.Malformed is null ? new IOException(refusal.Message) : new InvalidDataException(refusal.Message);
        }
    }
}
