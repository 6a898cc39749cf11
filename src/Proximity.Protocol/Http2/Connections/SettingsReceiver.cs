using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>
/// Takes SETTINGS (RFC 9113 §6.5). The peer's are in force from the acknowledgement on, which goes out before any frame that uses them: it
/// is appended at once.
/// </summary>
internal sealed class SettingsReceiver(ConnectionState state)
{
    public Http2Event Receive(scoped in Frame frame)
    {
        if (state.Meter.Count(Http2Abuse.SettingsFlood) is { } flood)
        {
            return state.Fail(flood);
        }

        return frame.Has(FrameFlags.Ack) ? TakeAcknowledgement() : Take(frame.Payload);
    }

    private Http2Event Take(ReadOnlySpan<byte> payload)
    {
        Http2Settings settings = state.Peer;
        while (Setting.TryTake(ref payload, out Setting setting))
        {
            // Each in its order: a table that is made small and large again was small (RFC 7541 §4.2).
            if (Http2Settings.Apply(setting, ref settings) is { } fault)
            {
                return state.Fail(fault);
            }

            if (setting.Id == SettingId.HeaderTableSize)
            {
                state.Encoder.SetPeerTableSize(setting.Value);
            }

            if (setting is { Id: SettingId.EnablePush, Value: 1 } && state.Role == Http2Role.Client)
            {
                return state.Fail(Http2Fault.Protocol("A server says that push is enabled (RFC 9113 §6.5.2)."));
            }
        }

        long growth = (long)settings.InitialWindowSize - state.Peer.InitialWindowSize;
        foreach (Http2Stream stream in state.Streams.All)
        {
            if (!stream.SendWindow.TryChange(growth))
            {
                return state.Fail(Http2Fault.OfConnection(
                    Http2ErrorCode.FlowControlError, "SETTINGS_INITIAL_WINDOW_SIZE makes a window larger than 2^31-1 (RFC 9113 §6.9.2)."));
            }
        }

        state.Peer = settings;
        state.HasPeerSettings = true;
        FrameWriter.WriteSettingsAck(state.Output);
        return Http2Event.Of(Http2EventKind.Settings);
    }

    private Http2Event TakeAcknowledgement()
    {
        Http2Settings before = state.Local.InForce;
        if (!state.Local.TryAcknowledge())
        {
            return Http2Event.NeedMore;
        }

        Http2Settings now = state.Local.InForce;
        state.ShiftReceiveWindows(now.InitialWindowSize - before.InitialWindowSize);
        state.Decoder.SetMaxTableSize((int)now.HeaderTableSize);
        return Http2Event.Of(Http2EventKind.SettingsAcknowledged);
    }
}
