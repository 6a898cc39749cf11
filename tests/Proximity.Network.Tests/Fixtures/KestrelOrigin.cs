using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Kestrel on ephemeral ports of loopback, http and https with a self-signed certificate; the endpoints are the test's.</summary>
public sealed class KestrelOrigin : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly X509Certificate2 certificate;

    private KestrelOrigin(WebApplication application, X509Certificate2 certificate)
    {
        this.application = application;
        this.certificate = certificate;
        Uri[] addresses = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
        Authority = addresses.Single(address => address.Scheme == "http").Authority;
        SecureAuthority = addresses.Single(address => address.Scheme == "https").Authority;
    }

    /// <summary>Host and port of http.</summary>
    public string Authority { get; }

    /// <summary>Host and port of https.</summary>
    public string SecureAuthority { get; }

    /// <summary>Starts it with these endpoints.</summary>
    public static async Task<KestrelOrigin> StartAsync(Action<WebApplication> map)
    {
        X509Certificate2 certificate = Certificates.SelfSigned();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        WebApplication application = builder.Build();
        map(application);
        await application.StartAsync();
        return new KestrelOrigin(application, certificate);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
        certificate.Dispose();
    }
}
