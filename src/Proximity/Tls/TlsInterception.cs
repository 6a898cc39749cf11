using Proximity.Wires;

namespace Proximity.Tls;

/// <summary>What a proxy needs to look into tunnels; shared by all of them.</summary>
internal sealed class TlsInterception : IAsyncDisposable
{
    public required CertificateAuthority Authority { get; init; }

    /// <summary>The certificates shown to clients.</summary>
    public required LeafCache Leaves { get; init; }

    public required ClientTls Clients { get; init; }

    public required OriginTls Origins { get; init; }

    /// <summary>Which clients reject our certificates.</summary>
    public required ClientTrustMemory Rejections { get; init; }

    /// <summary>Speaks HTTP/2 with those who want it; null where nobody can.</summary>
    public Http2Session? Http2 { get; init; }

    /// <summary>Ends what HTTP/2 runs and forgets the authority's key.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Http2 is { } http2)
            {
                await http2.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Authority.Dispose();
        }
    }
}
