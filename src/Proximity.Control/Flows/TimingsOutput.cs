namespace Proximity.Control;

/// <summary>How long each phase of an exchange took, in milliseconds.</summary>
/// <param name="Dns">Looking up the name.</param>
/// <param name="Connect">Connecting, TLS included.</param>
/// <param name="Send">Sending the request.</param>
/// <param name="Wait">Waiting for the response.</param>
/// <param name="Receive">Receiving it.</param>
internal sealed record TimingsOutput(double Dns, double Connect, double Send, double Wait, double Receive);
