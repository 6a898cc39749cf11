using System.Security.Cryptography;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>1 GiB through a proxy in a process of its own: the hash must be right and the proxy's memory flat.</summary>
[Collection(TimingGroup.Name)]
public sealed class BulkTransferTests(NginxOrigin nginx) : IClassFixture<NginxOrigin>
{
    private const long OneGibibyte = 1L << 30;
    private const long ALittleMemory = 64L << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task OneGibibyteDown_ArrivesWholeInFlatMemory()
    {
        string expected = WriteFile(Path.Combine(nginx.Root, "big"));
        await using TestHostProxy proxy = await WarmProxyAsync();
        long before = proxy.ResidentBytes;
        ProgramResult result = await ProcessRunner.RunAsync("curl", ["-q", "-sS", "--noproxy", "", "-x", proxy.Url, $"http://{nginx.Authority}/big"], Limit, HashAsync);
        Assert.Equal(expected, result.Succeeded());
        Assert.InRange(proxy.PeakResidentBytes, 0, before + ALittleMemory);
    }

    [Fact]
    public async Task OneGibibyteUp_ArrivesWholeInFlatMemory()
    {
        using var directory = new TemporaryDirectory();
        string expected = WriteFile(directory["big"]);
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapUpload());
        await using TestHostProxy proxy = await WarmProxyAsync();
        long before = proxy.ResidentBytes;
        ProgramResult result = await ProcessRunner.RunAsync("curl", ["-q", "-sS", "--noproxy", "", "-x", proxy.Url, "-T", directory["big"], $"http://{origin.Authority}/upload/big"], Limit);
        Assert.Equal($"{OneGibibyte} {expected} length", result.Succeeded());
        Assert.InRange(proxy.PeakResidentBytes, 0, before + ALittleMemory);
    }

    [Fact]
    public async Task OneGibibyteThroughATunnel_ArrivesWholeInFlatMemory()
    {
        string expected = WriteFile(Path.Combine(nginx.Root, "tunnelled"));
        await using TestHostProxy proxy = await WarmProxyAsync();
        long before = proxy.ResidentBytes;
        ProgramResult result = await ProcessRunner.RunAsync("curl", ["-q", "-sS", "--noproxy", "", "-p", "-x", proxy.Url, $"http://{nginx.Authority}/tunnelled"], Limit, HashAsync);
        Assert.Equal(expected, result.Succeeded());
        Assert.InRange(proxy.PeakResidentBytes, 0, before + ALittleMemory);
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <summary>Writes 1 GiB in which no two pieces are alike, so that a lost or doubled one changes the hash; returns the hash.</summary>
    private static string WriteFile(string path)
    {
        byte[] piece = RandomNumberGenerator.GetBytes(1 << 20);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream file = File.Create(path, 1 << 20);
        for (int number = 0; number < OneGibibyte / piece.Length; number++)
        {
            BitConverter.TryWriteBytes(piece, number);
            hash.AppendData(piece);
            file.Write(piece);
        }

        return Hex(hash);
    }

    private static async Task<string> HashAsync(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 18];
        int count;
        while ((count = await stream.ReadAsync(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, count);
        }

        return Hex(hash);
    }

    /// <summary>A proxy that has compiled its code and touched its buffers once, so that only what the transfer adds is seen.</summary>
    private async Task<TestHostProxy> WarmProxyAsync()
    {
        TestHostProxy proxy = await TestHostProxy.StartAsync();
        string url = $"http://{nginx.Authority}/hello.txt";
        (await ProcessRunner.RunAsync("curl", "-q", "-sS", "--noproxy", "", "-x", proxy.Url, url, url)).Succeeded();
        return proxy;
    }
}
