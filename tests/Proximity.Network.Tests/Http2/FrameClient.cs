using System.Net.Security;
using System.Text;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.Http2;

/// <summary>A client of HTTP/2 through an intercepting proxy that sends whatever it is told, and shows the frames it gets.</summary>
internal sealed class FrameClient : IAsyncDisposable
{
    private static readonly byte[] Preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private readonly SslStream stream;

    private FrameClient(SslStream stream) => this.stream = stream;

    /// <summary>TLS with ALPN, and nothing yet said in it.</summary>
    public static async Task<FrameClient> OpenAsync(InterceptingProxy proxy, string authority)
        => new(await proxy.OpenTlsAsync(authority, configure: options => options.ApplicationProtocols = [SslApplicationProtocol.Http2]));

    /// <summary>The same, with preface and SETTINGS exchanged.</summary>
    public static async Task<FrameClient> StartAsync(InterceptingProxy proxy, string authority, params byte[] settings)
    {
        FrameClient client = await OpenAsync(proxy, authority);
        await client.SendAsync(Preface);
        await client.SendAsync(RequestFrames.Of(Frame.Settings, 0, 0, settings));
        await client.NextAsync(frame => frame is { Type: Frame.Settings, Flags: 0 });
        await client.SendAsync(RequestFrames.Of(Frame.Settings, Frame.Ack, 0));
        await client.NextAsync(frame => frame is { Type: Frame.Settings, Flags: Frame.Ack });
        return client;
    }

    /// <summary>Sends it as it is.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await stream.WriteAsync(bytes).AsTask().WithinStep();
        }
        catch (IOException)
        {
            // The other end is done with us: what it has said is still there.
        }
    }

    /// <summary>The next frame that matches.</summary>
    public async Task<Frame> NextAsync(Func<Frame, bool> matches)
    {
        while (true)
        {
            Frame frame = await Frame.ReadAsync(stream).WithinStep();
            if (matches(frame))
            {
                return frame;
            }
        }
    }

    /// <summary>The frames up to the end of the connection.</summary>
    public async Task<IReadOnlyList<Frame>> RestAsync()
    {
        var frames = new List<Frame>();
        try
        {
            while (true)
            {
                frames.Add(await Frame.ReadAsync(stream).WithinStep());
            }
        }
        catch (IOException)
        {
            return frames;
        }
    }

    /// <summary>The response's frames on a stream, up to its end.</summary>
    public async Task<IReadOnlyList<Frame>> ResponseAsync(int number)
    {
        var frames = new List<Frame>();
        do
        {
            frames.Add(await NextAsync(frame => frame.Stream == number && frame.Type is Frame.Headers or Frame.Data or Frame.Reset));
        }
        while (frames[^1].Type != Frame.Reset && (frames[^1].Flags & Frame.EndStream) == 0);

        return frames;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
