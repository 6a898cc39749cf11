using NATS.Client.Core;
using NATS.Client.JetStream;
using Proximity.Stores;

namespace Proximity.Storage.Nats;

/// <summary>What went wrong in the stream, in the words of stores.</summary>
internal static class NatsFailure
{
    private const int MaximumBytesExceeded = 10077;
    private const int InsufficientResources = 10047;

    /// <summary>True for what a server, or the way to it, is to blame for.</summary>
    public static bool IsOne(Exception exception)
        => exception is NatsException or TimeoutException or IOException or System.Net.Sockets.SocketException;

    public static FlowStoreException Of(Exception exception) => new(ProblemOf(exception), $"NATS: {exception.Message}", exception);

    /// <summary>
    /// What went wrong when the stream was opened: credentials that the server refuses then are wrong. Later the same may be a server that
    /// is being set up.
    /// </summary>
    public static FlowStoreException OfOpening(FlowStoreException exception)
    {
        for (Exception? cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is NatsServerException { IsAuthError: true })
            {
                return new FlowStoreException(
                    FlowStoreProblem.Incompatible, "NATS: the server refuses the user, the password or the token.", exception);
            }
        }

        return exception;
    }

    public static FlowStoreException TooSlow(Exception exception)
        => new(FlowStoreProblem.Unavailable, "NATS: the server did not answer in time.", exception);

    public static FlowStoreException TooLarge(FlowRecord record, long bytes, long maxBytes)
        => new(
            FlowStoreProblem.Refused,
            $"NATS: flow {record.Flow.Id} has {bytes} bytes without its bodies, and a message of this server has at most {maxBytes}.");

    private static FlowStoreProblem ProblemOf(Exception exception) => exception switch
    {
        NatsJSApiException { Error.ErrCode: MaximumBytesExceeded or InsufficientResources } => FlowStoreProblem.Full,
        NatsPayloadTooLargeException => FlowStoreProblem.Refused,
        _ => FlowStoreProblem.Unavailable,
    };
}
