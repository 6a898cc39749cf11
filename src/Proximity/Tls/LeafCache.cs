using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Tls;

/// <summary>
/// The certificates shown to clients, one a host, made when first asked for: on a pool thread, and once however many ask at the same time.
/// Each keeps its <see cref="SslStreamCertificateContext"/>: it is by the certificate that .NET finds the sessions that clients resume. At
/// most <paramref name="capacity"/> are kept; the one used longest ago goes.
/// </summary>
internal sealed class LeafCache(CertificateAuthority authority, TimeProvider timeProvider, int capacity = LeafCache.DefaultCapacity)
{
    public const int DefaultCapacity = 4096;

    /// <summary>One that is about to end is replaced.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(3);

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> byHost = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<Entry> byUse = new();
    private long mintedCount;

    /// <summary>How many were made.</summary>
    public long MintedCount => Interlocked.Read(ref mintedCount);

    /// <summary>What to show for this host. Fails when no certificate can hold the name.</summary>
    public Task<SslStreamCertificateContext> GetAsync(string host)
    {
        lock (gate)
        {
            if (byHost.TryGetValue(host, out LinkedListNode<Entry>? known))
            {
                byUse.Remove(known);
                if (known.Value.IsGood(timeProvider.GetUtcNow()))
                {
                    byUse.AddFirst(known);
                    return known.Value.Context;
                }

                byHost.Remove(host);
            }

            var entry = new Entry(host, MintAsync(host));
            byHost.Add(host, byUse.AddFirst(entry));
            if (byHost.Count > capacity)
            {
                byHost.Remove(byUse.Last!.Value.Host);
                byUse.RemoveLast();
            }

            return entry.Context;
        }
    }

    private Task<SslStreamCertificateContext> MintAsync(string host)
    {
        Task<SslStreamCertificateContext> made = Task.Run(() => Mint(host));

        // Observed: a client's connection may end before it awaits its certificate.
        _ = made.ContinueWith(
            static task => task.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return made;
    }

    private SslStreamCertificateContext Mint(string host)
    {
        Interlocked.Increment(ref mintedCount);
        X509Certificate2 leaf = authority.Mint(host, timeProvider.GetUtcNow());
        return SslStreamCertificateContext.Create(leaf, [authority.Public], offline: true);
    }

    private sealed record Entry(string Host, Task<SslStreamCertificateContext> Context)
    {
        public bool IsGood(DateTimeOffset now)
            => !Context.IsCompleted || (Context.IsCompletedSuccessfully && now + RenewBefore < Context.Result.TargetCertificate.NotAfter);
    }
}
