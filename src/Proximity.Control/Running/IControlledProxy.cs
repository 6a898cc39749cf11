using System.Security.Cryptography.X509Certificates;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>
/// A running proxy, as operations see it. The program that starts one implements it; every method may be called by many threads at once.
/// </summary>
internal interface IControlledProxy
{
    /// <summary>The flows that are asked for: the proxy's table, or the store that it writes.</summary>
    IFlowStore Flows { get; }

    /// <summary>
    /// The flows under way that <see cref="Flows"/> does not have yet, the oldest first, each with the negative of its id as its sequence;
    /// none where <see cref="Flows"/> is the table.
    /// </summary>
    IReadOnlyList<StoredFlow> UnderWay { get; }

    /// <summary>The proxy's session: what <see cref="StoredFlow.Session"/> its flows have now.</summary>
    Guid Session { get; }

    /// <summary>Whether flows are recorded. False leaves out those that end from then on.</summary>
    bool IsRecording { get; set; }

    /// <summary>The certificate of the authority that clients must trust, without its key; null without interception.</summary>
    X509Certificate2? Authority { get; }

    /// <summary>The SHA-256 hash, in base64, of the public key in all certificates for hosts; null without interception.</summary>
    string? HostKeyHash { get; }

    /// <summary>Where the authority's certificate lies for clients to take; null when it is in no file.</summary>
    string? AuthorityFile { get; }

    /// <summary>What the proxy is doing.</summary>
    ProxyFacts GetFacts();

    /// <summary>The connections of clients that are open now, the oldest first.</summary>
    IReadOnlyList<ConnectedClient> ListClients();

    /// <summary>The options in force.</summary>
    IReadOnlyList<OptionFact> GetOptions();

    /// <summary>Changes options, all or none.</summary>
    /// <param name="values">New values as texts, by the name of the option; null for its default.</param>
    /// <param name="isTrial">True to find out only whether it can be done.</param>
    /// <returns>The names of those that have another value now, or would have.</returns>
    /// <exception cref="OperationException">One is unknown, cannot change now, or its value cannot be read.</exception>
    IReadOnlyList<string> ChangeOptions(IReadOnlyDictionary<string, string?> values, bool isTrial);

    /// <summary>Which hosts' TLS is opened.</summary>
    InterceptionFacts GetInterception();

    /// <summary>Changes which hosts' TLS is opened.</summary>
    /// <param name="intercept">The patterns of hosts that are opened; null to leave them.</param>
    /// <param name="passThrough">The patterns of hosts that are not; null to leave them.</param>
    /// <param name="isTrial">True to find out only whether it can be done.</param>
    /// <exception cref="OperationException">A pattern cannot be read, or interception is off.</exception>
    void ChangeInterception(IReadOnlyList<string>? intercept, IReadOnlyList<string>? passThrough, bool isTrial);

    /// <summary>Starts a browser of this machine with a throw-away profile that uses the proxy and trusts its authority.</summary>
    /// <param name="request">Which one, and where it begins.</param>
    /// <param name="cancellationToken">Ends the start; a browser that runs goes on.</param>
    /// <returns>What was started.</returns>
    /// <exception cref="OperationException">There is none, or it cannot be started.</exception>
    Task<StartedBrowser> StartBrowserAsync(BrowserToStart request, CancellationToken cancellationToken);

    /// <summary>Sends a request through the proxy, as a client of its own machine would.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The id of the flow that it became in <see cref="Session"/>; null when none was recorded.</returns>
    /// <exception cref="OperationException">It cannot be sent.</exception>
    Task<SentRequest> SendAsync(RequestToSend request, CancellationToken cancellationToken);
}
