namespace Proximity.Protocol.Targets;

/// <summary>How a request-target is read, beside what RFC 9112 says of all.</summary>
/// <param name="IsTls">True for a request that came through TLS which the proxy opened: its scheme is https.</param>
/// <param name="TakesHttps">True when an https target is taken outside of TLS too: the proxy makes TLS with the origin.</param>
/// <param name="IsLenient">True when an IPv6 address without brackets is taken in a CONNECT.</param>
internal readonly record struct TargetReading(bool IsTls = false, bool TakesHttps = false, bool IsLenient = false);
