using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Proximity.Protocol;
using Proximity.Wires;

namespace Proximity.Http2.Clients;

/// <summary>What Kestrel calls for every stream: makes a wire of it and lets the proxy serve that.</summary>
internal sealed class StreamApplication(Http2Settings settings) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        ClientConnectionContext connection = context.Get<ClientConnectionContext>()!;
        var request = context.Get<IHttpRequestFeature>()!;
        var extended = context.Get<IHttpExtendedConnectFeature>();
        var head = new ByteBuffer(settings.Buffers);
        try
        {
            if (!RequestRenderer.TryWrite(request, extended, context.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true, head))
            {
                // What Kestrel lets through and no HTTP/1.1 head can hold (RFC 9113 §10.3).
                context.Get<IHttpResetFeature>()!.Reset((int)ResetCode.ProtocolError);
                return;
            }

            await ServeAsync(connection, context, head).ConfigureAwait(false);
        }
        finally
        {
            head.Release();
        }
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    private async Task ServeAsync(ClientConnectionContext connection, IFeatureCollection context, ByteBuffer head)
    {
        using var lost = new CancellationTokenSource();
        var wire = new ClientStreamWire(connection, context, head, settings);
        CancellationToken aborted = context.Get<IHttpRequestLifetimeFeature>()!.RequestAborted;
        using (aborted.UnsafeRegister(
            static state =>
            {
                (ClientStreamWire wire, CancellationTokenSource lost) = ((ClientStreamWire, CancellationTokenSource))state!;
                wire.Leave(lost);
            },
            (wire, lost)))
        {
            await connection.Client.ServeStreamAsync(wire, lost.Token).ConfigureAwait(false);
            await wire.FinishAsync().ConfigureAwait(false);
        }
    }
}
