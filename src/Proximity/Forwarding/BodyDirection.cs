namespace Proximity.Forwarding;

/// <summary>Which way a body goes, and so at which end the client is.</summary>
internal enum BodyDirection : byte
{
    Upload,
    Download,

    /// <summary>From the origin to user code: the client is at neither end.</summary>
    Within,
}
