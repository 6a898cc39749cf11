using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Exchanges;

/// <summary>What the proxy calls itself in Via (RFC 9110 §7.6.3), ready to be written.</summary>
internal sealed class ViaName(string name)
{
    private readonly byte[] http10 = Encoding.ASCII.GetBytes("1.0 " + name);
    private readonly byte[] http11 = Encoding.ASCII.GetBytes("1.1 " + name);

    public byte[] Name { get; } = Encoding.ASCII.GetBytes(name);

    /// <summary>The member for a message that was received as this head.</summary>
    public byte[] For(Head received) => received.VersionMinor == 0 ? http10 : http11;
}
