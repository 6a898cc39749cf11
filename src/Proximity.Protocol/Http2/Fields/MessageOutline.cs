namespace Proximity.Protocol.Http2.Fields;

/// <summary>
/// Where the parts of a head are in its list of fields, once <see cref="MessageRules"/> has found it well-formed. An index is -1 for what
/// is not there.
/// </summary>
internal record struct MessageOutline()
{
    public int Method { get; set; } = -1;

    public int Scheme { get; set; } = -1;

    public int Authority { get; set; } = -1;

    public int Path { get; set; } = -1;

    /// <summary>Of an extended CONNECT (RFC 8441 §4).</summary>
    public int Protocol { get; set; } = -1;

    public int Host { get; set; } = -1;

    public int Priority { get; set; } = -1;

    /// <summary>The status of a response; 0 for others.</summary>
    public int Status { get; set; }

    /// <summary>What <c>content-length</c> says; -1 when it is not there.</summary>
    public long ContentLength { get; set; } = -1;

    public bool IsConnect { get; set; }

    /// <summary>True for a response that another one follows.</summary>
    public readonly bool IsInterim => Status is >= 100 and < 200;
}
