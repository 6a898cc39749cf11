using System.Text;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;

namespace Proximity.Exchanges;

/// <summary>What errors say of a request.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Url">Its target as received, user information masked.</param>
/// <param name="Host">The host that target or Host field name; null where none was understood, and where the route tells it.</param>
/// <param name="Port">The port, where known.</param>
internal sealed record RequestSummary(string Method, string Url, string? Host = null, int? Port = null)
{
    /// <summary>Of a head that was parsed.</summary>
    public static RequestSummary Of(RequestHead head, bool isTls)
    {
        ReadOnlySpan<byte> host = head.TryFind(FieldKind.Host, out HeadField field) ? head.Value(field) : default;
        return Of(MethodOf(head), TargetDescription.Of(head.Target, host, isTls));
    }

    /// <summary>Of a request that has a route: its tunnel may idle for long, and what the route tells is not kept twice.</summary>
    public static RequestSummary OfRouted(RequestHead head) => new(MethodOf(head), TargetDescription.UrlOf(head.Target));

    /// <summary>Of the bytes of a head that was refused or broke off; null when they begin with no whole request line.</summary>
    public static RequestSummary? OfReceived(ReadOnlySpan<byte> received, bool isTls)
        => RequestLine.TryRead(received, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target)
            ? Of(Encoding.Latin1.GetString(method), TargetDescription.Of(target, default, isTls))
            : null;

    private static RequestSummary Of(string method, in TargetDescription target) => new(method, target.Url, target.Host, target.Port);

    private static string MethodOf(RequestHead head) => head.MethodKind == MethodKind.Connect ? "CONNECT" : Encoding.Latin1.GetString(head.Method);
}
