using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Exchanges;

/// <summary>What errors say of a request whose connection is only relayed by now.</summary>
internal sealed record RelayedRequest(string Method, string Url)
{
    public static RelayedRequest Of(RequestHead head)
        => new(head.MethodKind == MethodKind.Connect ? "CONNECT" : Encoding.Latin1.GetString(head.Method), Encoding.Latin1.GetString(head.Target));
}
