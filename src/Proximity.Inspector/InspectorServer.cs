using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Proximity.Control;
using Proximity.Inspector.Security;
using Proximity.Inspector.Serving;

namespace Proximity.Inspector;

/// <summary>
/// A listener of its own, for people and programs that look at a proxy. It is started behind the proxy, and builds what a request needs
/// when the first one comes.
/// </summary>
internal sealed class InspectorServer : IAsyncDisposable
{
    private const int MaxConnections = 100;
    private const int MaxBodyBytes = 8 * 1024 * 1024;
    private const int MaxHeadBytes = 32 * 1024;
    private const int MaxRequestLineBytes = 16 * 1024;

    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private readonly KestrelServer server;
    private readonly InspectorApplication application;
    private readonly Credentials credentials;
    private readonly TimeProvider timeProvider;
    private int isDisposed;

    private InspectorServer(KestrelServer server, InspectorApplication application, Credentials credentials, TimeProvider timeProvider)
    {
        (this.server, this.application, this.credentials, this.timeProvider) = (server, application, credentials, timeProvider);
        string address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

        // A browser of this machine is not led to "any address".
        BaseUrl = new Uri(address.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal)
            .Replace("//[::]:", "//[::1]:", StringComparison.Ordinal));
    }

    /// <summary>The address without a token.</summary>
    public Uri BaseUrl { get; }

    /// <summary>What programs send as a Bearer token.</summary>
    public string Token => credentials.Token;

    /// <summary>The address for a person: it signs one browser in.</summary>
    public Uri SignInUrl => SignInUrlOf(credentials.Token);

    /// <summary>Starts one.</summary>
    /// <param name="options">What it shows, and where.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">Other machines reach the address, and that is not allowed.</exception>
    /// <exception cref="IOException">The port is taken, and so are the next ones; or the address is not one of this machine.</exception>
    public static async Task<InspectorServer> StartAsync(InspectorOptions options, CancellationToken cancellationToken = default)
    {
        if (!IPAddress.IsLoopback(options.Address) && !options.AllowsOtherMachines)
        {
            throw new ArgumentException($"Other machines reach {options.Address}, and an inspector shows secrets: that has to be allowed.");
        }

        TimeProvider timeProvider = options.Context.TimeProvider;
        Secret token = options.Token is { } given ? Secret.Of(given) : Secret.Create();
        var credentials = new Credentials(token, timeProvider);
        InspectorServer? started = null;
        ControlContext context = options.Context with { CreateSignInLink = () => started!.CreateSignInUrl() };
        var application = new InspectorApplication(options with { Context = context }, credentials);
        for (int port = options.Port; ; port++)
        {
            KestrelServer server = CreateServer(options, port);
            try
            {
                await server.StartAsync(application, cancellationToken).ConfigureAwait(false);
                return started = new InspectorServer(server, application, credentials, timeProvider);
            }
            catch (IOException exception) when (IsTaken(exception) && port < Math.Min(options.Port + InspectorOptions.FurtherPorts, 65535))
            {
                server.Dispose();
            }
            catch
            {
                server.Dispose();
                throw;
            }
        }
    }

    /// <summary>A further address for a person: it signs one more browser in.</summary>
    public Uri CreateSignInUrl() => SignInUrlOf(credentials.CreateLink());

    /// <summary>Closes the listener and all its connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
        {
            return;
        }

        application.Stop();
        using (var deadline = new CancellationTokenSource(StopTime, timeProvider))
        {
            await server.StopAsync(deadline.Token).ConfigureAwait(false);
        }

        server.Dispose();
        application.Dispose();
    }

    private static KestrelServer CreateServer(InspectorOptions options, int port)
    {
        var settings = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices.Instance };
        KestrelServerLimits limits = settings.Limits;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = MaxConnections;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeadBytes;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.RequestHeadersTimeout = HeadTime;
        limits.KeepAliveTimeout = IdleTime;
        settings.Listen(new IPEndPoint(options.Address, port), listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), options.LoggerFactory);
        return new KestrelServer(Options.Create(settings), transport, options.LoggerFactory);
    }

    private static bool IsTaken(IOException exception)
        => exception.InnerException is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };

    private Uri SignInUrlOf(string token) => new(BaseUrl, $"/?token={token}");

    /// <summary>Kestrel asks for services that only HTTPS and configuration files need.</summary>
    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
