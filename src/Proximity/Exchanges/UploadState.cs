namespace Proximity.Exchanges;

/// <summary>Where a request's body is that is sent beside the wait for its response.</summary>
internal enum UploadState
{
    /// <summary>There is none, or all of it was sent.</summary>
    None,

    /// <summary>The client may wait for a 100 (Continue) before it sends any of it (RFC 9110 §10.1.1).</summary>
    Withheld,

    /// <summary>It is being sent.</summary>
    UnderWay,
}
