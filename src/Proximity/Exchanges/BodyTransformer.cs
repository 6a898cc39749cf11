using System.IO.Pipelines;
using Proximity.Protocol.Faults;

namespace Proximity.Exchanges;

/// <summary>User code that reads a body and writes another one, and whose it is.</summary>
/// <param name="Handler">The handler that set it.</param>
/// <param name="Run">The code.</param>
internal sealed record BodyTransformer(HandlerEntry Handler, Func<PipeReader, PipeWriter, CancellationToken, ValueTask> Run)
{
    /// <summary>What the exchange ends with when the code throws.</summary>
    public Fault Failed(Exception exception) => new(
        ErrorCodes.HandlerFailed,
        FaultSide.Proxy,
        502,
        $"The transform of the handler {Handler.Name} threw: {exception.Message}")
    {
        Cause = exception,
    };
}
