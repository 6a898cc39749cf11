using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Proximity.Wires;

namespace Proximity.Http2.Tests.Rig;

/// <summary>The system's network, where every origin is of one kind; one HTTP/2 connection serves as many wires as it admits.</summary>
internal sealed class OriginNetwork(OriginKind kind, Func<Http2Session> session) : Network
{
    private readonly SocketNetwork sockets = new();
    private readonly SemaphoreSlim gate = new(1);
    private Http2Origin? shared;

    /// <summary>How many connections were made.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>What is made of each connection of HTTP/1.1.</summary>
    public Func<Wire, Wire> Wrap { get; set; } = static wire => wire;

    public override Listener Listen(IPAddress? address, int port) => sockets.Listen(address, port);

    public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
        => sockets.ResolveAsync(host, cancellationToken);

    public override async ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        if (kind == OriginKind.Http1)
        {
            ConnectionCount++;
            Connected connected = await sockets.ConnectAsync(endPoint, cancellationToken);
            return connected.Wire is { } made ? new Connected(Wrap(made), null) : connected;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (shared?.TryOpen() is { } wire)
            {
                return new Connected(wire, null);
            }

            if (shared is { IsUsable: true } fresh)
            {
                await fresh.Settled.WaitAsync(cancellationToken);
                if (fresh.TryOpen() is { } another)
                {
                    return new Connected(another, null);
                }
            }

            ConnectionCount++;
            Http2Origin opened = kind == OriginKind.Http2Clear
                ? await OpenClearAsync(endPoint, cancellationToken)
                : await OpenTlsAsync(endPoint, cancellationToken);
            opened.WhenUnused = () => opened.TryEnd();
            shared = opened;
            return new Connected(shared.TryOpen(), null);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Http2Origin> OpenClearAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Connected connected = await sockets.ConnectAsync(endPoint, cancellationToken);
        return session().OpenOrigin(connected.Wire!, null);
    }

    private async Task<Http2Origin> OpenTlsAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint, cancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: false));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost",
            },
            cancellationToken);
        return session().OpenOrigin(new SocketWire(socket), tls);
    }
}
