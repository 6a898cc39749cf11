namespace Proximity;

/// <summary>What becomes of a TLS tunnel.</summary>
public enum TunnelVerdict
{
    /// <summary>It is opened.</summary>
    Intercept,

    /// <summary>It is relayed untouched.</summary>
    PassThrough,

    /// <summary>The client gets a TLS alert and the connection ends.</summary>
    Refuse,
}
