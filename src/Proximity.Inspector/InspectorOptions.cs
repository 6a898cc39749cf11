using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Control;
using Proximity.Inspector.Page;

namespace Proximity.Inspector;

/// <summary>What an inspector shows, and where.</summary>
/// <param name="Context">The proxy, and whether callers may change anything.</param>
internal sealed record InspectorOptions(ControlContext Context)
{
    /// <summary>The port that is taken where none is named.</summary>
    public const int DefaultPort = 8081;

    /// <summary>How many ports behind the first are tried when it is taken.</summary>
    public const int FurtherPorts = 20;

    /// <summary>The address to listen on. Default 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any. When it is taken, the next free one is. Default 8081.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>True to take an address that other machines reach. Default false.</summary>
    public bool AllowsOtherMachines { get; init; }

    /// <summary>Further names that callers may use for the listener, with or without a port. Default none.</summary>
    public IReadOnlyCollection<string> Names { get; init; } = [];

    /// <summary>The token that lets callers in; null for a new one of 256 bits.</summary>
    public string? Token { get; init; }

    /// <summary>True when agents may change what the context lets callers change. Default false: their tools only read.</summary>
    public bool AllowsAgentWrites { get; init; }

    /// <summary>The files of the page. Default those of this build.</summary>
    public PageFiles Page { get; init; } = PageFiles.Embedded;

    /// <summary>Takes what a person who runs the proxy should know. Default nothing.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
