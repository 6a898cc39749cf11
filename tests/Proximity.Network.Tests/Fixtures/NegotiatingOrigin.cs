using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Kestrel over TLS, with a certificate that <see cref="InterceptingProxy"/> trusts, and the versions of HTTP that the test wants. It counts its connections.</summary>
public sealed class NegotiatingOrigin : IAsyncDisposable
{
    private readonly WebApplication application;
    private int connectionCount;

    private NegotiatingOrigin(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection =>
        {
            Interlocked.Increment(ref connectionCount);
            return next(connection);
        })));
        application = builder.Build();
        map(application);
    }

    /// <summary>Its port.</summary>
    public int Port => new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    /// <summary>Its host and port, by name.</summary>
    public string Authority => $"localhost:{Port}";

    /// <summary>How many connections were made to it.</summary>
    public int ConnectionCount => Volatile.Read(ref connectionCount);

    /// <summary>Starts it with these endpoints.</summary>
    public static async Task<NegotiatingOrigin> StartAsync(HttpProtocols protocols, Action<WebApplication> map, NegotiatingOriginSetup? setup = null)
    {
        setup ??= new NegotiatingOriginSetup();
        X509Certificate2 certificate = setup.Certificate ?? InterceptingProxy.OriginCertificate();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        setup.Services?.Invoke(builder.Services);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var origin = new NegotiatingOrigin(
            Configured(builder, kestrel =>
            {
                setup.Kestrel?.Invoke(kestrel);
                kestrel.Listen(IPAddress.Loopback, 0, listen =>
                {
                    listen.Protocols = protocols;
                    if (!setup.InClear)
                    {
                        listen.UseHttps(certificate, setup.Https ?? (_ => { }));
                    }
                });
            }),
            map);
        await origin.application.StartAsync();
        return origin;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(new CancellationToken(canceled: true));
        await application.DisposeAsync();
    }

    private static WebApplicationBuilder Configured(WebApplicationBuilder builder, Action<KestrelServerOptions> listen)
    {
        // After the defaults of endpoints, which only count for those that come later.
        builder.Services.PostConfigure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            listen(kestrel);
        });
        return builder;
    }
}

/// <summary>What is special about an origin.</summary>
public sealed record NegotiatingOriginSetup
{
    /// <summary>Sets Kestrel up further.</summary>
    public Action<KestrelServerOptions>? Kestrel { get; init; }

    /// <summary>Adds services.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Sets TLS up further.</summary>
    public Action<HttpsConnectionAdapterOptions>? Https { get; init; }

    /// <summary>What is shown; null for one for localhost that the proxy trusts.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>True to go without TLS.</summary>
    public bool InClear { get; init; }
}
