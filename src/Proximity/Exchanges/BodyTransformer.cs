using System.IO.Pipelines;

namespace Proximity.Exchanges;

/// <summary>User code that reads a body and writes another one, and whose it is.</summary>
/// <param name="Handler">The handler that set it.</param>
/// <param name="Run">The code.</param>
internal sealed record BodyTransformer(HandlerEntry Handler, Func<PipeReader, PipeWriter, CancellationToken, ValueTask> Run);
