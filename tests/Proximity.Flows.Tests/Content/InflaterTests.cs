using System.IO.Compression;
using CsCheck;
using Proximity.Content;
using Proximity.Content.Deflate;

namespace Proximity.Flows.Tests.Content;

public class InflaterTests
{
    private const int MaxOutput = 1 << 20;

    /// <summary>Deflated data of every level, and the same with bytes changed, taken away and put in.</summary>
    private static readonly Gen<byte[]> Deflated = Gen.Select(
        Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Byte[0, 5].Array[0, 3000], Gen.Int[0, 50].Select(Samples.Mixed)),
        Gen.Int[0, 3],
        (bytes, level) => Deflate(bytes, (CompressionLevel)level));

    private static readonly Gen<byte[]> Damaged = Gen.Select(Deflated, Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[0, 2], Damage);

    [Fact]
    public void GoodData_IsInflatedAsByTheBaseLibrary() => Deflated.Sample(
        bytes => Inflate([.. bytes, 1, 2, 3], out int consumed) is { Status: ContentStatus.Done } outcome
            && consumed == bytes.Length && outcome.Output.AsSpan().SequenceEqual(ByBaseLibrary(bytes)!),
        iter: 300);

    /// <summary>
    /// The base library reads a cut body to its end without a word, so only what it refuses and what it gives can be compared.
    /// </summary>
    [Fact]
    public void DamagedData_IsJudgedAsByTheBaseLibrary() => Damaged.Sample(
        bytes => Inflate(bytes, out _) is var outcome && ByBaseLibrary(bytes) is { } expected
            ? outcome.Status != ContentStatus.Invalid && outcome.Output.AsSpan().SequenceEqual(expected)
            : outcome.Status == ContentStatus.Invalid,
        iter: 2000);

    /// <summary>Where the base library refuses, what comes before is the beginning of what undamaged data gives.</summary>
    [Fact]
    public void DataBeforeABrokenByte_IsTheBeginningOfTheWhole()
    {
        byte[] original = Samples.Mixed();
        byte[] bytes = Deflate(original, CompressionLevel.Optimal);
        for (int at = bytes.Length / 2; at < bytes.Length; at += 97)
        {
            byte[] cut = bytes[..at];
            var outcome = Inflate(cut, out _);
            Assert.Equal(ContentStatus.NeedMore, outcome.Status);
            Assert.True(outcome.Output.Length > original.Length / 4 && original.AsSpan().StartsWith(outcome.Output));
        }
    }

    [Fact]
    public void CopyOfTheLargestDistance_ReachesBack32KiB()
    {
        byte[] noise = new byte[32 * 1024];
        new Random(7).NextBytes(noise);
        byte[] original = [.. noise, .. noise, .. noise];
        byte[] bytes = Deflate(original, CompressionLevel.SmallestSize);
        Assert.Equal(original, Inflate(bytes, out _).Output);
    }

    [Theory]
    [InlineData("hello", 0x3610A686)]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("", 0)]
    public void Crc32_IsThatOfTheStandard(string text, uint expected)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
        var whole = default(Crc32);
        whole.Append(bytes);
        var byteByByte = default(Crc32);
        foreach (byte value in bytes)
        {
            byteByByte.Append(value);
        }

        Assert.Equal((expected, expected), (whole.Value, byteByByte.Value));
    }

    [Fact]
    public void Adler32_IsThatOfTheStandard()
    {
        var sum = new Adler32();
        sum.Append("Wikipedia"u8);
        Assert.Equal(0x11E60398u, sum.Value);
    }

    /// <summary>Sums of the largest bytes, of more than one stretch, as zlib's format ends with them.</summary>
    [Fact]
    public void Adler32OfManyLargeBytes_IsThatOfTheBaseLibrary()
    {
        byte[] bytes = new byte[20_000];
        bytes.AsSpan().Fill(0xFF);
        var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        var sum = new Adler32();
        sum.Append(bytes);
        Assert.Equal(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(output.ToArray().AsSpan()[^4..]), sum.Value);
    }

    private static byte[] Damage(byte[] bytes, int at, byte value, int kind)
    {
        int place = at % (bytes.Length + 1);
        return kind switch
        {
            0 => [.. bytes[..place], value, .. bytes[place..]],
            1 => bytes[..place],
            _ => [.. bytes.Select((one, index) => index == place ? value : one)],
        };
    }

    private static byte[] Deflate(byte[] bytes, CompressionLevel level)
    {
        var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, level, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return bytes.Length == 0 ? [3, 0] : output.ToArray();
    }

    private static Piecewise.Outcome Inflate(byte[] bytes, out int consumed)
    {
        using var inflater = new Inflater();
        byte[] output = new byte[MaxOutput];
        var status = inflater.Process(bytes, output, out consumed, out int written);
        return new Piecewise.Outcome(status, output[..written], inflater.Problem);
    }

    /// <summary>What the base library gives; null when it refuses the data.</summary>
    private static byte[]? ByBaseLibrary(byte[] bytes)
    {
        var output = new MemoryStream();
        using var deflate = new DeflateStream(new MemoryStream(bytes), CompressionMode.Decompress);
        try
        {
            deflate.CopyTo(output);
            return output.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
