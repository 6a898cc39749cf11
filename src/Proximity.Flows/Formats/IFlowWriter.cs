using Proximity.Flows;

namespace Proximity.Formats;

/// <summary>Writes flows in one format.</summary>
internal interface IFlowWriter
{
    /// <summary>
    /// Writes the flows one after the other; what is held in memory does not grow with their number. The stream stays open.
    /// </summary>
    /// <param name="stream">Where to.</param>
    /// <param name="flows">Read once.</param>
    /// <param name="losses">Gets what the format cannot carry.</param>
    /// <param name="cancellationToken">Cancels writing; the stream has part of the flows then.</param>
    Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken);
}
