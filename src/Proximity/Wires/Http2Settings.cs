using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Wires;

/// <summary>What the options of a proxy mean for HTTP/2.</summary>
/// <param name="HeadLimits">The bounds of a head; they hold for the fields of a HEADERS block.</param>
/// <param name="Silence">How long a connection without streams is kept; zero or less: for ever.</param>
/// <param name="HeadTime">How long a block of fields may take to arrive; zero or less: for ever.</param>
/// <param name="Buffers">Where buffers are borrowed.</param>
internal sealed record Http2Settings(HeadLimits HeadLimits, TimeSpan Silence, TimeSpan HeadTime, BufferPool Buffers)
{
    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
