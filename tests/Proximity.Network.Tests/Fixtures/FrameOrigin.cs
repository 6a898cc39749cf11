using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>An origin of HTTP/2 over TLS that says, for each frame that comes, what goes back; by connection, from 0.</summary>
public sealed class FrameOrigin : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<int, Frame, Frame[]> answer;
    private readonly List<SslApplicationProtocol> protocols = [SslApplicationProtocol.Http2];
    private readonly List<Task> serving = [];
    private readonly Task accepting;
    private int connectionCount;

    private FrameOrigin(Func<int, Frame, Frame[]> answer, bool speaksHttp1)
    {
        this.answer = answer;
        if (speaksHttp1)
        {
            protocols.Add(SslApplicationProtocol.Http11);
        }

        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Its host and port, by name.</summary>
    public string Authority => $"localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>How many connections were made to it.</summary>
    public int ConnectionCount => Volatile.Read(ref connectionCount);

    /// <summary>Starts it. SETTINGS are exchanged by itself; a frame of the type <see cref="Frame.End"/> ends the connection.</summary>
    /// <param name="answer">What goes back for a frame.</param>
    /// <param name="speaksHttp1">True to answer <see cref="TlsOrigin.Ok"/> where HTTP/2 is not offered.</param>
    public static FrameOrigin Start(Func<int, Frame, Frame[]> answer, bool speaksHttp1 = false) => new(answer, speaksHttp1);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        await Task.WhenAll(serving).WithinStep();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                serving.Add(ServeAsync(client, Interlocked.Increment(ref connectionCount) - 1));
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, int index)
    {
        using (client)
        {
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = InterceptingProxy.OriginCertificate(),
                    ApplicationProtocols = protocols,
                });
                await (stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http11
                    ? AnswerHttp1Async(stream)
                    : AnswerAsync(stream, index));
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The other end is gone: the test sees it there.
            }
        }
    }

    private static async Task AnswerHttp1Async(SslStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(TlsOrigin.Ok));
            }
        }
    }

    private async Task AnswerAsync(SslStream stream, int index)
    {
        await stream.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length]);
        await stream.WriteAsync(new Frame(Frame.Settings, 0, 0, []).ToBytes());
        while (true)
        {
            Frame frame = await Frame.ReadAsync(stream);
            foreach (Frame back in frame is { Type: Frame.Settings, Flags: 0 } ? [new Frame(Frame.Settings, Frame.Ack, 0, [])] : answer(index, frame))
            {
                if (back.Type == Frame.End)
                {
                    await stream.ShutdownAsync();
                    return;
                }

                await stream.WriteAsync(back.ToBytes());
            }
        }
    }
}

/// <summary>A frame of HTTP/2 (RFC 9113 §4.1).</summary>
public sealed record Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    /// <summary>Types and flags.</summary>
    public const byte Data = 0, Headers = 1, Priority = 2, Reset = 3, Settings = 4, PushPromise = 5, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9, End = 255;

    /// <summary>Flags.</summary>
    public const byte EndStream = 1, Ack = 1, EndHeaders = 4, Padded = 8, WithPriority = 32;

    /// <summary>A response of 200 without a body.</summary>
    public static Frame Ok(int stream) => new(Headers, EndStream | EndHeaders, stream, [0x88]);

    /// <summary>The next one of a stream.</summary>
    public static async Task<Frame> ReadAsync(Stream stream)
    {
        byte[] header = new byte[9];
        await stream.ReadExactlyAsync(header);
        byte[] payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(header) >> 8];
        await stream.ReadExactlyAsync(payload);
        return new Frame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & int.MaxValue, payload);
    }

    /// <summary>As it travels.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[9 + Payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Payload.Length << 8);
        bytes[3] = Type;
        bytes[4] = Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), Stream);
        Payload.CopyTo(bytes, 9);
        return bytes;
    }
}
