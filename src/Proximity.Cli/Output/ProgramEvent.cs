using Microsoft.Extensions.Logging;
using Proximity.Cli.Configuration;
using Proximity.Flows;

namespace Proximity.Cli.Output;

/// <summary>Something the program tells; a formatter makes one line, or a few, of it.</summary>
internal abstract record ProgramEvent(DateTimeOffset Time);

/// <summary>The proxy listens.</summary>
internal sealed record StartedEvent(DateTimeOffset Time, ListeningAddress Address, Settings Settings, string? ConfigurationFile, int? ImportedFlows)
    : ProgramEvent(Time)
{
    /// <summary>What the limits have become; null where that is not known.</summary>
    public FittedLimits? Limits { get; init; }

    /// <summary>The inspector's address without a token; null without one.</summary>
    public Uri? Inspector { get; init; }

    /// <summary>The address that signs one browser in; null without an inspector.</summary>
    public Uri? SignIn { get; init; }
}

/// <summary>How many there may be, after the system's limit of open files has been looked at.</summary>
/// <param name="Connections">Clients at a time.</param>
/// <param name="Tunnels">Tunnels at a time.</param>
/// <param name="OpenFiles">The system's limit; null for none.</param>
internal sealed record FittedLimits(int Connections, int Tunnels, int? OpenFiles);

/// <summary>An exchange has ended.</summary>
internal sealed record FlowCompletedEvent(DateTimeOffset Time, Flow Flow) : ProgramEvent(Time);

/// <summary>The proxy reported an operational error.</summary>
internal sealed record ErrorEvent(ProxyError Error) : ProgramEvent(Error.Timestamp);

/// <summary>The proxy logged something.</summary>
internal sealed record LogEvent(DateTimeOffset Time, LogLevel Level, string Message) : ProgramEvent(Time);

/// <summary>Lines were not printed, because standard output was not read as fast as they came.</summary>
internal sealed record DroppedEvent(DateTimeOffset Time, long Count) : ProgramEvent(Time);

/// <summary>The proxy is asked to stop, and lets requests in flight finish.</summary>
internal sealed record StoppingEvent(DateTimeOffset Time, string Reason, TimeSpan DrainTimeout) : ProgramEvent(Time);

/// <summary>The proxy has stopped; of the flows recorded some may have made room for newer ones.</summary>
internal sealed record StoppedEvent(DateTimeOffset Time, int FlowCount, long PrunedCount, string? ExportFile) : ProgramEvent(Time);
