using System.Buffers.Binary;
using System.Text.Unicode;

namespace Proximity.Protocol.WebSockets;

/// <summary>The payload of close frames (RFC 6455 §5.5.1 and §7.4).</summary>
internal static class CloseStatus
{
    public const int ProtocolError = 1002;
    public const int InvalidPayload = 1007;
    public const int MessageTooBig = 1009;

    public const int CodeBytes = 2;

    /// <summary>The most bytes of a reason: a control frame has 125.</summary>
    public const int MaxReasonBytes = 123;

    /// <summary>True for the codes that may stand in a frame: the assigned ones and those for libraries and applications.</summary>
    public static bool IsSendable(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    /// <summary>Empty, or a code that may be sent and a reason in UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> payload)
        => payload.IsEmpty || (payload.Length >= CodeBytes && IsSendable(BinaryPrimitives.ReadUInt16BigEndian(payload)) && Utf8.IsValid(payload[CodeBytes..]));
}
