namespace Proximity.Load.Workloads;

/// <summary>Whom a workload's requests are for.</summary>
internal enum OriginKind
{
    /// <summary>nginx with small files.</summary>
    Web,

    /// <summary>This process: bodies of any length, both ways.</summary>
    Bulk,

    /// <summary>nginx behind a parent proxy, through which the contestants go.</summary>
    WebBehindParent,

    /// <summary>nginx with small files and one of 100 MiB, over TLS.</summary>
    SecureWeb,
}
