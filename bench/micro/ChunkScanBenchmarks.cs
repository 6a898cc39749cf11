using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;

namespace Proximity.Micro;

/// <summary>A read of 64 KiB of a chunked body, to which the decoder moves the payload together. Copying the bytes back is part of each figure: <see cref="CopyAlone"/> says how much.</summary>
public class ChunkScanBenchmarks
{
    private const int ReadBytes = 64 * 1024;

    private readonly byte[] buffer = new byte[ReadBytes];
    private readonly ChunkedDecoder decoder = new(new BufferPool());
    private byte[] coded = [];

    /// <summary>The bytes of one chunk.</summary>
    [Params(16, 1024, 16 * 1024)]
    public int ChunkBytes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        byte[] chunk = [.. Encoding.Latin1.GetBytes(ChunkBytes.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. Enumerable.Repeat((byte)'x', ChunkBytes), .. "\r\n"u8];
        coded = [.. Enumerable.Range(0, (ReadBytes / chunk.Length) + 1).SelectMany(_ => chunk).Take(ReadBytes)];
    }

    [Benchmark(Baseline = true)]
    public int CopyAlone()
    {
        coded.CopyTo(buffer, 0);
        return buffer.Length;
    }

    [Benchmark]
    public int Decode()
    {
        coded.CopyTo(buffer, 0);
        decoder.Start(ErrorCodes.MalformedResponseBody, messageHead: null);
        decoder.Decode(buffer, out _, out var payloadLength, out _);
        return payloadLength;
    }
}
