using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Proximity.Http2.Tests.Rig;

/// <summary>Kestrel on ephemeral ports of loopback: HTTP/1.1 and HTTP/2 in clear, HTTP/2 in TLS.</summary>
internal sealed class TestOrigin : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly X509Certificate2 certificate;
    private readonly Uri[] addresses;

    private TestOrigin(WebApplication application, X509Certificate2 certificate)
    {
        this.application = application;
        this.certificate = certificate;
        IServerAddressesFeature bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        addresses = [.. bound.Addresses.Select(address => new Uri(address))];
    }

    public static async Task<TestOrigin> StartAsync(
        Action<WebApplication> map,
        Action<KestrelServerOptions>? configure = null,
        Action<IServiceCollection>? services = null)
    {
        X509Certificate2 certificate = Certificates.SelfSigned();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        services?.Invoke(builder.Services);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            configure?.Invoke(kestrel);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(certificate);
            });
        });
        WebApplication application = builder.Build();
        map(application);
        await application.StartAsync();
        return new TestOrigin(application, certificate);
    }

    /// <summary>Host and port.</summary>
    public string Authority(OriginKind kind) => addresses[(int)kind].Authority;

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(new CancellationToken(canceled: true));
        await application.DisposeAsync();
        certificate.Dispose();
    }
}
