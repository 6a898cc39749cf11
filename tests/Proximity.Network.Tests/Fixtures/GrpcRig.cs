using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Proximity.Http2.Tests.Rig;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>.NET's gRPC server behind an intercepting proxy, and .NET's client in front of it.</summary>
internal sealed class GrpcRig : IAsyncDisposable
{
    private readonly GrpcChannel channel;

    private GrpcRig(NegotiatingOrigin origin, InterceptingProxy proxy)
    {
        (Origin, Proxy) = (origin, proxy);
        var options = new GrpcChannelOptions { HttpClient = proxy.Client(), DisposeHttpClient = true };
        channel = GrpcChannel.ForAddress($"https://{origin.Authority}", options);
        Calls = channel.CreateCallInvoker();
    }

    public NegotiatingOrigin Origin { get; }

    public InterceptingProxy Proxy { get; }

    public CallInvoker Calls { get; }

    /// <summary>For a call that ends in time.</summary>
    public static CallOptions Options => new(cancellationToken: Limits.After(Limits.Step).Token);

    public static async Task<GrpcRig> StartAsync()
    {
        var setup = new NegotiatingOriginSetup { Services = services => services.AddGrpc() };
        NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http2, application => application.MapGrpcService<TextService>(), setup);
        return new GrpcRig(origin, await Http2Proxy.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await Proxy.DisposeAsync();
        await Origin.DisposeAsync();
    }
}
