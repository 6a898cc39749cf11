using System.Buffers.Binary;
using System.Text;

namespace Proximity.Protocol.Tests.Tls;

/// <summary>Puts ClientHellos together, well-formed and not, and cuts them into records.</summary>
internal static class HelloBytes
{
    public const string AnyRandom = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    /// <summary>server_name with one host name.</summary>
    public static byte[] ServerName(string name) => Extension(0, [.. Vector([0, .. Vector(Encoding.ASCII.GetBytes(name))])]);

    /// <summary>application_layer_protocol_negotiation.</summary>
    public static byte[] Alpn(params string[] names)
        => Extension(16, Vector([.. names.SelectMany(name => (byte[])[(byte)name.Length, .. Encoding.Latin1.GetBytes(name)])]));

    /// <summary>supported_versions.</summary>
    public static byte[] Versions(params int[] versions)
        => Extension(43, [(byte)(2 * versions.Length), .. versions.SelectMany(version => (byte[])[(byte)(version >> 8), (byte)version])]);

    public static byte[] Extension(int type, byte[] content) => [(byte)(type >> 8), (byte)type, .. Vector(content)];

    /// <summary>The handshake message with these extensions; null for a hello without any.</summary>
    public static byte[] Message(byte[]? extensions, string ciphers = "13011302c02b")
    {
        byte[] body =
        [
            3, 3,
            .. Convert.FromHexString(AnyRandom),
            0,
            .. Vector(Convert.FromHexString(ciphers)),
            1, 0,
            .. extensions is null ? [] : Vector(extensions),
        ];
        return [1, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    /// <summary>The message in records with fragments of at most this size.</summary>
    public static byte[] Records(byte[] message, int fragmentBytes = 16384)
        => [.. message.Chunk(fragmentBytes).SelectMany(fragment => (byte[])[22, 3, 1, .. Vector(fragment)])];

    public static byte[] Vector(byte[] content)
    {
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)content.Length);
        return [.. length, .. content];
    }
}
