namespace Proximity.Forwarding;

/// <summary>Which attempt at an exchange it is.</summary>
internal enum Attempt : byte
{
    /// <summary>On any connection.</summary>
    First,

    /// <summary>The first one failed in a way that allows another: on a connection that did not wait.</summary>
    Again,

    /// <summary>HTTP/2 had no form for the request: on a connection of HTTP/1.1.</summary>
    OverHttp1,
}
