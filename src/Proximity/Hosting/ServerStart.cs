using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>Starts a proxy whole, or not at all: a start that fails leaves nothing open.</summary>
internal static class ServerStart
{
    /// <summary>Whatever else goes wrong has one form: an application has one exception to expect.</summary>
    /// <param name="options">What to start with.</param>
    /// <param name="network">Makes the network.</param>
    /// <param name="create">Makes the proxy of its parts. What it throws ends them.</param>
    /// <param name="cancellationToken">Looked at once, before anything begins.</param>
    public static async Task<TServer> RunAsync<TServer>(
        ProxyOptions options,
        Func<ProxyOptions, Network> network,
        Func<StartedParts, TServer> create,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var plan = StartPlan.Read(options);
            return await RunAsync(network(options), plan, options, create).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not ProxyStartException)
        {
            string message = $"The proxy cannot start because of an unexpected {exception.GetType().Name}.";
            throw new ProxyStartException(ErrorCodes.ProxyError, message, exception);
        }
    }

    private static async Task<TServer> RunAsync<TServer>(
        Network network,
        StartPlan plan,
        ProxyOptions options,
        Func<StartedParts, TServer> create)
    {
        ExchangeServices? services = null;
        Listener? listener = null;
        try
        {
            FlowTable flows = ServicesBuilder.Flows(options);
            if (!options.RecordFlows)
            {
                flows.EndWaiting();
            }

            services = ServicesBuilder.Build(plan, options, flows, network);
            listener = plan.Listening.Listen(network);
            return create(new StartedParts(services, flows, network, listener, options));
        }
        catch
        {
            listener?.Close();
            network.Close();
            if (services is not null)
            {
                services.Clock.Dispose();
                if (services.Interception is { } interception)
                {
                    await interception.DisposeAsync().ConfigureAwait(false);
                }

                await services.Errors.CompleteAsync().ConfigureAwait(false);
            }

            throw;
        }
    }
}
