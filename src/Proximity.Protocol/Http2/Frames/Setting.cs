using System.Buffers.Binary;

namespace Proximity.Protocol.Http2.Frames;

/// <summary>One setting of a SETTINGS frame (RFC 9113 §6.5.1).</summary>
internal readonly record struct Setting(SettingId Id, uint Value)
{
    private const int Bytes = 6;

    /// <summary>Takes the next one off a payload; false when none is left.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> payload, out Setting setting)
    {
        if (payload.Length < Bytes)
        {
            setting = default;
            return false;
        }

        setting = new Setting(
            (SettingId)BinaryPrimitives.ReadUInt16BigEndian(payload),
            BinaryPrimitives.ReadUInt32BigEndian(payload[2..]));
        payload = payload[Bytes..];
        return true;
    }
}
