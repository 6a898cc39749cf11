using System.CommandLine;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Yarp.ReverseProxy.Forwarder;

// What a .NET programmer would build from parts that exist: Kestrel in front, YARP's forwarder behind, TLS on both sides. A reverse proxy, so it needs no CONNECT and makes no certificates.
var port = new Option<int>("--port") { Description = "The port to listen on.", Required = true };
var origin = new Option<string>("--origin") { Description = "Where everything goes, such as https://127.0.0.1:8443.", Required = true };
var certificate = new Option<string>("--certificate") { Description = "The certificate to show, a PEM file with its key.", Required = true };
var authority = new Option<string>("--authority") { Description = "Who may vouch for the origin, a PEM file.", Required = true };

var command = new RootCommand("Kestrel and YARP's forwarder, to be measured beside Proximity.") { port, origin, certificate, authority };
command.SetAction(async (line, cancellationToken) =>
{
    using var pem = X509Certificate2.CreateFromPemFile(line.GetRequiredValue(certificate));
    using var shown = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseKestrelHttpsConfiguration();
    builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, line.GetValue(port), listen => listen.UseHttps(shown)));
    builder.Services.AddHttpForwarder();
    await using var application = builder.Build();

    using var trusted = X509CertificateLoader.LoadCertificateFromFile(line.GetRequiredValue(authority));
    using var client = new HttpMessageInvoker(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { trusted }, RevocationMode = X509RevocationMode.NoCheck },
        },
    });
    var forwarder = application.Services.GetRequiredService<IHttpForwarder>();
    var destination = line.GetRequiredValue(origin);
    application.Run(async context => await forwarder.SendAsync(context, destination, client));
    await application.RunAsync(cancellationToken);
    return 0;
});
return await command.Parse(args).InvokeAsync();
