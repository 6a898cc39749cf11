namespace Proximity.Protocol.Heads;

/// <summary>The methods whose semantics matter to a proxy (RFC 9110 §9.3); matching is case-sensitive.</summary>
internal enum MethodKind : byte
{
    Other,
    Get,
    Head,
    Post,
    Put,
    Delete,
    Connect,
    Options,
    Trace,
}
