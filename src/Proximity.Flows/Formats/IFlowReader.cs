using Proximity.Flows;

namespace Proximity.Formats;

/// <summary>Reads flows of one format.</summary>
internal interface IFlowReader
{
    /// <summary>Reads the flows one after the other; what is held in memory is one of them.</summary>
    /// <param name="stream">Where from; read to its end, and left open.</param>
    /// <param name="losses">Gets what could not be taken from the file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="FlowFormatException">The file is not of this format, or broken. The flows before that point were good.</exception>
    IAsyncEnumerable<Flow> ReadAsync(Stream stream, FormatLosses losses, CancellationToken cancellationToken);
}
