using System.Text;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.Http2;

/// <summary>Frames of a client, well-formed or not, for one authority.</summary>
internal sealed class RequestFrames(string authority)
{
    /// <summary>The fields of a GET of <c>/</c>.</summary>
    public byte[] Get => [0x82, 0x87, 0x84, .. Named(1, authority)];

    /// <summary>The fields of a POST of <c>/</c>.</summary>
    public byte[] Post => [0x83, 0x87, 0x84, .. Named(1, authority)];

    /// <summary>A name of the static table by its index, not indexed, and a value.</summary>
    public static byte[] Named(byte index, string value) => [index, (byte)value.Length, .. Encoding.Latin1.GetBytes(value)];

    /// <summary>A field that is not indexed.</summary>
    public static byte[] Field(string name, string value) => [0, (byte)name.Length, .. Encoding.Latin1.GetBytes(name), (byte)value.Length, .. Encoding.Latin1.GetBytes(value)];

    /// <summary>A frame.</summary>
    public static byte[] Of(byte type, int flags, int stream, params byte[] payload) => new Frame(type, (byte)flags, stream, payload).ToBytes();

    /// <summary>A whole request without a body.</summary>
    public byte[] Whole(int stream) => Of(Frame.Headers, Frame.EndStream | Frame.EndHeaders, stream, Get);

    /// <summary>A request of these fields, whole, without a body.</summary>
    public static byte[] Whole(int stream, params byte[] fields) => Of(Frame.Headers, Frame.EndStream | Frame.EndHeaders, stream, fields);

    /// <summary>A POST whose body is awaited, with further fields.</summary>
    public byte[] Begun(int stream, params byte[] fields) => Of(Frame.Headers, Frame.EndHeaders, stream, [.. Post, .. fields]);

    /// <summary>One setting.</summary>
    public static byte[] Setting(byte id, uint value) => Of(Frame.Settings, 0, 0, 0, id, (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value);

    /// <summary>A WINDOW_UPDATE.</summary>
    public static byte[] Window(int stream, uint increment) => Of(Frame.WindowUpdate, 0, stream, (byte)(increment >> 24), (byte)(increment >> 16), (byte)(increment >> 8), (byte)increment);
}
