namespace Proximity.Protocol.Http2.Frames;

/// <summary>The settings that have a meaning here (RFC 9113 §6.5.2, RFC 8441 §3, RFC 9218 §2.1); others are ignored.</summary>
internal enum SettingId : ushort
{
    HeaderTableSize = 0x1,
    EnablePush = 0x2,
    MaxConcurrentStreams = 0x3,
    InitialWindowSize = 0x4,
    MaxFrameSize = 0x5,
    MaxHeaderListSize = 0x6,
    EnableConnectProtocol = 0x8,
    NoRfc7540Priorities = 0x9,
}
