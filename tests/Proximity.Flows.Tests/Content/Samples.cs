namespace Proximity.Flows.Tests.Content;

/// <summary>The text of 19 bytes "hello, hello, hello" in each coding, as other programs wrote it.</summary>
internal static class Samples
{
    public const string Text = "hello, hello, hello";

    public static byte[] Gzip { get; } = Convert.FromHexString("1F8B0800000000000203CB48CDC9C9D751C840A2009FA1CA0913000000");

    /// <summary>With an extra field, a name, a comment and a check sum of the header.</summary>
    public static byte[] GzipWithAllParts { get; } = Convert.FromHexString(
        "1F8B081E0000000000030400616201026E616D6500636F6D6D656E74000F78CB48CDC9C9D751C840A2009FA1CA0913000000");

    public static byte[] Zlib { get; } = Convert.FromHexString("78DACB48CDC9C9D751C840A200442806D5");

    public static byte[] RawDeflate { get; } = Convert.FromHexString("CB48CDC9C9D751C840A200");

    public static byte[] RawStored { get; } = Convert.FromHexString("011300ECFF68656C6C6F2C2068656C6C6F2C2068656C6C6F");

    public static byte[] Brotli { get; } = Convert.FromHexString("1B1200F88D946EDE44095286966C2C6F114F24D07100");

    /// <summary>Bytes that compress to all kinds of blocks and copies: words, a run, noise, the words again.</summary>
    public static byte[] Mixed(int seed = 1)
    {
        byte[] noise = new byte[3000];
#pragma warning disable CA5394 // It has to repeat itself.
        new Random(seed).NextBytes(noise);
#pragma warning restore CA5394
        byte[] words = [.. Enumerable.Range(0, 900).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"word{i % 37}, "))];
        return [.. words, .. new byte[2000], .. noise, .. words];
    }
}
