namespace Proximity.Protocol.Targets;

/// <summary>The four forms of a request-target (RFC 9112 §3.2).</summary>
internal enum TargetForm : byte
{
    Origin,
    Absolute,
    Authority,
    Asterisk,
}
