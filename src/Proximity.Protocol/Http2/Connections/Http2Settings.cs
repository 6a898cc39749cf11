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

    /// <summary>Changes one setting; unknown ones change nothing. A value out of its bounds is a connection error.</summary>
    public static Http2Fault? Apply(Setting setting, ref Http2Settings settings)
    {
        uint value = setting.Value;
        switch (setting.Id)
        {
            case SettingId.EnablePush or SettingId.EnableConnectProtocol or SettingId.NoRfc7540Priorities:
                return ApplySwitch(setting, ref settings);
            case SettingId.InitialWindowSize when value > int.MaxValue:
                return Http2Fault.OfConnection(
                    Http2ErrorCode.FlowControlError, "SETTINGS_INITIAL_WINDOW_SIZE is beyond 2^31-1 (RFC 9113 §6.5.2).");
            case SettingId.MaxFrameSize when value is < DefaultFrameBytes or > LargestFrameBytes:
                return Http2Fault.Protocol("SETTINGS_MAX_FRAME_SIZE is not from 2^14 to 2^24-1 (RFC 9113 §6.5.2).");
        }

        settings = setting.Id switch
        {
            SettingId.HeaderTableSize => settings with { HeaderTableSize = value },
            SettingId.MaxConcurrentStreams => settings with { MaxConcurrentStreams = value },
            SettingId.InitialWindowSize => settings with { InitialWindowSize = (int)value },
            SettingId.MaxFrameSize => settings with { MaxFrameSize = (int)value },
            SettingId.MaxHeaderListSize => settings with { MaxHeaderListSize = value },
            _ => settings,
        };
        return null;
    }

    /// <summary>Those that are on or off. What was said of extended CONNECT cannot be taken back.</summary>
    private static Http2Fault? ApplySwitch(Setting setting, ref Http2Settings settings)
    {
        bool isOn = setting.Value == 1;
        if (setting.Value > 1 || (setting.Id == SettingId.EnableConnectProtocol && settings.EnableConnectProtocol && !isOn))
        {
            return Http2Fault.Protocol("A setting that is on or off is neither 0 nor 1, or is taken back (RFC 9113 §6.5.2, RFC 8441 §3, "
                + "RFC 9218 §2.1).");
        }

        settings = setting.Id switch
        {
            SettingId.EnablePush => settings with { EnablePush = isOn },
            SettingId.EnableConnectProtocol => settings with { EnableConnectProtocol = isOn },
            _ => settings with { NoRfc7540Priorities = isOn },
        };
        return null;
    }
}
