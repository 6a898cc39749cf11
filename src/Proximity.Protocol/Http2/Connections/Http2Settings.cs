using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>The settings of one side that have a meaning here, with the values that hold before any is said (RFC 9113 §6.5.2).</summary>
internal readonly record struct Http2Settings()
{
    public const int DefaultWindowBytes = 65_535;
    public const int DefaultFrameBytes = 16_384;

    private const int LargestFrameBytes = (1 << 24) - 1;

    public static Http2Settings Default => new();

    public uint HeaderTableSize { get; init; } = HpackDecoder.DefaultTableSize;

    public bool EnablePush { get; init; } = true;

    /// <summary>No bound unless one is said.</summary>
    public uint MaxConcurrentStreams { get; init; } = uint.MaxValue;

    public int InitialWindowSize { get; init; } = DefaultWindowBytes;

    public int MaxFrameSize { get; init; } = DefaultFrameBytes;

    /// <summary>No bound unless one is said; it is advice.</summary>
    public uint MaxHeaderListSize { get; init; } = uint.MaxValue;

    /// <summary>RFC 8441 §3.</summary>
    public bool EnableConnectProtocol { get; init; }

    /// <summary>RFC 9218 §2.1.</summary>
    public bool NoRfc7540Priorities { get; init; }

    /// <summary>The settings with one changed; unknown ones change nothing. A value out of its bounds is a connection error.</summary>
    public Http2Fault? With(Setting setting, out Http2Settings changed)
    {
        changed = this;
        uint value = setting.Value;
        switch (setting.Id)
        {
            case SettingId.HeaderTableSize:
                changed = this with { HeaderTableSize = value };
                return null;
            case SettingId.EnablePush:
                changed = this with { EnablePush = value == 1 };
                return value <= 1 ? null : OutOfBounds("SETTINGS_ENABLE_PUSH is neither 0 nor 1 (RFC 9113 §6.5.2).");
            case SettingId.MaxConcurrentStreams:
                changed = this with { MaxConcurrentStreams = value };
                return null;
            case SettingId.InitialWindowSize when value > int.MaxValue:
                return Http2Fault.OfConnection(
                    Http2ErrorCode.FlowControlError, "SETTINGS_INITIAL_WINDOW_SIZE is beyond 2^31-1 (RFC 9113 §6.5.2).");
            case SettingId.InitialWindowSize:
                changed = this with { InitialWindowSize = (int)value };
                return null;
            case SettingId.MaxFrameSize when value is < DefaultFrameBytes or > LargestFrameBytes:
                return OutOfBounds("SETTINGS_MAX_FRAME_SIZE is not from 2^14 to 2^24-1 (RFC 9113 §6.5.2).");
            case SettingId.MaxFrameSize:
                changed = this with { MaxFrameSize = (int)value };
                return null;
            case SettingId.MaxHeaderListSize:
                changed = this with { MaxHeaderListSize = value };
                return null;
            case SettingId.EnableConnectProtocol:
                changed = this with { EnableConnectProtocol = value == 1 };
                return value <= 1 && (value == 1 || !EnableConnectProtocol)
                    ? null
                    : OutOfBounds("SETTINGS_ENABLE_CONNECT_PROTOCOL is neither 0 nor 1, or taken back (RFC 8441 §3).");
            case SettingId.NoRfc7540Priorities:
                changed = this with { NoRfc7540Priorities = value == 1 };
                return value <= 1 ? null : OutOfBounds("SETTINGS_NO_RFC7540_PRIORITIES is neither 0 nor 1 (RFC 9218 §2.1).");
            default:
                return null;
        }
    }

    private static Http2Fault OutOfBounds(string reason) => Http2Fault.Protocol(reason);
}
