namespace Proximity.Forwarding;

/// <summary>Which way a body goes, and so at which end the client is.</summary>
internal enum BodyDirection : byte
{
    Upload,
    Download,
}
