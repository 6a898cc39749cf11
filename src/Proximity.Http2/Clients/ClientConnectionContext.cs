using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Proximity.Http2.Rendering;
using Proximity.Wires;

namespace Proximity.Http2.Clients;

/// <summary>
/// A client's connection as Kestrel sees it: a pipe in each direction, and the word that TLS agreed on HTTP/2, without which Kestrel
/// refuses it on an encrypted connection.
/// </summary>
internal sealed class ClientConnectionContext : ConnectionContext, IDuplexPipe,
    ITlsConnectionFeature, ITlsApplicationProtocolFeature, ITlsHandshakeFeature
{
    private const int LingerBuffer = 4096;
    private const int MostLingerBytes = 1024 * 1024;
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource closing = new();
    private readonly FrameOutput output;
    private readonly Http2Settings settings;
    private int disposed;

    public ClientConnectionContext(Http2Client client, long id, Http2Settings settings)
    {
        this.settings = settings;
        Client = client;
        Id = id;
        output = new FrameOutput(client.Wire, settings.Buffers, client.OnPing);
        Input = PipeReader.Create(
            new WireStream(client.Wire, client.Received),
            new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));
        Transport = this;
        ConnectionId = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}");
        ConnectionClosed = closing.Token;
        RemoteEndPoint = client.Wire.RemoteEndPoint;
        LocalEndPoint = client.Wire.LocalEndPoint;
        Features.Set(this);
        if (client.IsTls)
        {
            Features.Set<ITlsConnectionFeature>(this);
            Features.Set<ITlsApplicationProtocolFeature>(this);
            Features.Set<ITlsHandshakeFeature>(this);
        }
    }

    public Http2Client Client { get; }

    public long Id { get; }

    /// <summary>Completes when Kestrel is done with the connection.</summary>
    public Task Ended => ended.Task;

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    public PipeReader Input { get; }

    public PipeWriter Output => output;

    public X509Certificate2? ClientCertificate { get; set; }

    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = SslApplicationProtocol.Http2.Protocol;

    /// <summary>
    /// What was really negotiated is known to the proxy; Kestrel only asks whether it is good enough for HTTP/2, and that was decided
    /// before.
    /// </summary>
    public SslProtocols Protocol => SslProtocols.Tls13;

#pragma warning disable SYSLIB0058 // Members of the feature that the newer cipher suite replaces; nobody here reads them.
    public CipherAlgorithmType CipherAlgorithm => CipherAlgorithmType.None;

    public int CipherStrength => 0;

    public HashAlgorithmType HashAlgorithm => HashAlgorithmType.None;

    public int HashStrength => 0;

    public ExchangeAlgorithmType KeyExchangeAlgorithm => ExchangeAlgorithmType.None;

    public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

    /// <summary>Sends an interim response's HEADERS frame between Kestrel's frames. False when the connection has ended.</summary>
    public ValueTask<bool> SendInterimAsync(byte[] frame, CancellationToken cancellationToken)
        => output.InsertAsync(frame, cancellationToken);

    /// <summary>Tells the client by GOAWAY to send no further requests.</summary>
    public void Drain() => Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Client.Wire.Abort();
        Close();
    }

    public override void Abort() => Abort(new ConnectionAbortedException());

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            await output.SentAsync().ConfigureAwait(false);
            await LingerAsync().ConfigureAwait(false);
            Client.Wire.Close();
            Close();
            ended.TrySetResult();
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Closing with unread bytes makes the system send a reset, which can destroy the GOAWAY on its way: our side ends first, and what
    /// still comes is read and dropped, for a bounded time and amount. Kestrel reads no more by then.
    /// </summary>
    private async ValueTask LingerAsync()
    {
        Client.Wire.ShutdownWrite();
        Client.Wire.ResumeReads();
        byte[] buffer = settings.Buffers.Rent(LingerBuffer);
        using var limit = new CancellationTokenSource(LingerTime, settings.TimeProvider);
        try
        {
            using CancellationTokenRegistration registration =
                limit.Token.UnsafeRegister(static state => ((Wire)state!).CancelReads(), Client.Wire);
            long dropped = 0;
            int count;
            do
            {
                count = (await Client.Wire.ReadAsync(buffer.AsMemory(0, LingerBuffer)).ConfigureAwait(false)).Count;
                dropped += count;
            }
            while (count > 0 && dropped < MostLingerBytes);
        }
        finally
        {
            settings.Buffers.Return(buffer);
        }
    }

    private void Close()
    {
        try
        {
            closing.Cancel();
        }
        catch (AggregateException)
        {
            // What Kestrel registered there may find its connection gone already.
        }
    }
}
