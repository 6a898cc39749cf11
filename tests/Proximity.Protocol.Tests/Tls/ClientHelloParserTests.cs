using System.Net.Security;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Tls;

namespace Proximity.Protocol.Tests.Tls;

public class ClientHelloParserTests
{
    private static readonly byte[] Usual = [.. HelloBytes.ServerName("www.example.org"), .. HelloBytes.Alpn("h2", "http/1.1"), .. HelloBytes.Versions(0x2a2a, 0x0304, 0x0303)];

    [Theory]
    [InlineData(16384)]
    [InlineData(100)]
    [InlineData(3)]
    [InlineData(1)]
    public void Hello_IsReadHoweverItIsCutIntoRecords(int fragmentBytes)
        => Assert.Equal("www.example.org h2,http/1.1 304,303", Parse(HelloBytes.Records(HelloBytes.Message(Usual), fragmentBytes)));

    [Fact]
    public void HelloOfSeveralFullRecords_IsRead()
    {
        byte[] extensions = [.. Usual, .. HelloBytes.Extension(0x4469, new byte[40_000])];
        Assert.Equal("www.example.org h2,http/1.1 304,303", ParseWhole(HelloBytes.Records(HelloBytes.Message(extensions))));
    }

    [Fact]
    public void HelloWithoutExtensions_IsOfTls12AndNamesNobody() => Assert.Equal("- - 303", Parse(HelloBytes.Records(HelloBytes.Message(null))));

    [Fact]
    public void WhatFollowsTheHello_ChangesNothing()
        => Assert.Equal("www.example.org h2,http/1.1 304,303", ParseWhole([.. HelloBytes.Records(HelloBytes.Message(Usual)), 20, 3, 3, 0, 1, 1]));

    [Fact]
    public void FinalDotOfTheName_IsCutOff() => Assert.Equal("a.test - 303", Parse(HelloBytes.Records(HelloBytes.Message(HelloBytes.ServerName("a.test.")))));

    [Theory]
    [InlineData("")]
    [InlineData("a\0.test")]
    public void NameThatTlsCannotTake_IsRefused(string name) => AssertRefused(HelloBytes.Message(HelloBytes.ServerName(name)));

    [Fact]
    public void NameThatIsTooLong_IsRefused() => AssertRefused(HelloBytes.Message(HelloBytes.ServerName(new string('[', 256))));

    [Theory]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("a b")]
    [InlineData("a.test:443")]
    [InlineData(".a.test")]
    [InlineData("1.2.3")]
    public void NameThatIsNoHost_CountsAsAbsent(string name)
        => Assert.Equal("- h2 303", Parse(HelloBytes.Records(HelloBytes.Message([.. HelloBytes.ServerName(name), .. HelloBytes.Alpn("h2")]))));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("a_b.test")]
    public void NameThatIsAHost_IsRead(string name) => Assert.Equal($"{name} - 303", Parse(HelloBytes.Records(HelloBytes.Message(HelloBytes.ServerName(name)))));

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(43)]
    public void ExtensionThatStandsTwice_IsRefused(int type)
    {
        byte[] extension = type switch { 0 => HelloBytes.ServerName("a.test"), 16 => HelloBytes.Alpn("h2"), _ => HelloBytes.Versions(0x0304) };
        AssertRefused(HelloBytes.Message([.. extension, .. extension]));
    }

    [Fact]
    public void TwoNamesInOneExtension_AreRefused()
    {
        byte[] name = [0, .. HelloBytes.Vector("a.test"u8.ToArray())];
        AssertRefused(HelloBytes.Message(HelloBytes.Extension(0, HelloBytes.Vector([.. name, .. name]))));
    }

    [Theory]
    [InlineData("170301000100", "a record of another type")]
    [InlineData("16020100020100", "a version that is none")]
    [InlineData("1603010000", "an empty record")]
    [InlineData("1603014001", "a record that is too long")]
    [InlineData("160301000402000000", "a message of another type")]
    [InlineData("16030100040100fffd", "a message beyond the bound")]
    [InlineData("160301000401000000", "a message without content")]
    [InlineData("160301000101170301000100", "another type between two parts")]
    public void WrongBytes_AreRefused(string hexadecimal, string why) => Assert.True(Parse(Convert.FromHexString(hexadecimal)) == "malformed_client_hello", why);

    [Fact]
    public void LengthsThatDoNotFit_AreRefusedAtEveryByteOfTheMessage()
    {
        byte[] message = HelloBytes.Message(Usual);
        for (int cut = 4; cut < message.Length; cut++)
        {
            byte[] shorter = message[..cut];
            shorter[2] = (byte)((cut - 4) >> 8);
            shorter[3] = (byte)(cut - 4);
            Assert.True(ParseWhole(HelloBytes.Records(shorter)) is "malformed_client_hello" or "- - 303", $"cut at {cut}");
        }
    }

    [Fact]
    public void TooManyRecords_AreRefused()
        => Assert.Equal("malformed_client_hello", ParseWhole(HelloBytes.Records(HelloBytes.Message([.. Usual, .. HelloBytes.Extension(99, new byte[2000])]), 1)));

    [Fact]
    public void Fingerprint_IsTheSameForOtherHostsAndShuffledExtensions()
        => Assert.Equal(
            Fingerprint([.. HelloBytes.ServerName("a.test"), .. HelloBytes.Alpn("h2"), .. HelloBytes.Versions(0x0304), .. HelloBytes.Extension(0x7a7a, [])]),
            Fingerprint([.. HelloBytes.Versions(0x0304), .. HelloBytes.Extension(21, new byte[7]), .. HelloBytes.Alpn("h2"), .. HelloBytes.ServerName("b.test")]));

    [Fact]
    public void Fingerprint_TellsProgramsApart()
    {
        ulong usual = Fingerprint(HelloBytes.Alpn("h2"));
        Assert.NotEqual(usual, Fingerprint(HelloBytes.Alpn("h3")));
        Assert.NotEqual(usual, Fingerprint([.. HelloBytes.Alpn("h2"), .. HelloBytes.Extension(23, [])]));
        Assert.NotEqual(usual, Fingerprint(HelloBytes.Alpn("h2"), "1301c02b"));
    }

    [Fact]
    public async Task HelloOfARealClient_IsRead()
    {
        using var wire = new FirstWriteStream();
        await using var client = new SslStream(wire);
        var options = new SslClientAuthenticationOptions { TargetHost = "real.example", ApplicationProtocols = [SslApplicationProtocol.Http11] };
        await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken));
        Assert.StartsWith("real.example http/1.1 ", Parse(wire.Written), StringComparison.Ordinal);
    }

    private static void AssertRefused(byte[] message) => Assert.Equal("malformed_client_hello", Parse(HelloBytes.Records(message)));

    private static ulong Fingerprint(byte[] extensions, string ciphers = "130113021303")
    {
        ClientHelloParser.Parse(HelloBytes.Records(HelloBytes.Message(extensions, ciphers)), out ClientHello? hello);
        return hello!.Fingerprint;
    }

    /// <summary>What is said of the whole, after insisting that nothing else is said while it grows byte by byte.</summary>
    private static string Parse(byte[] input)
    {
        string whole = ParseWhole(input);
        for (int length = 0; length < input.Length; length++)
        {
            string part = ParseWhole(input[..length]);
            Assert.True(part == "more" || part == whole, $"{length} bytes: {part}, all: {whole}");
        }

        return whole;
    }

    private static string ParseWhole(byte[] input)
    {
        ParseResult result = ClientHelloParser.Parse(input, out ClientHello? hello);
        Assert.Equal(result.State == ParseState.Done, hello is not null);
        return result switch
        {
            { State: ParseState.NeedMore } => "more",
            { Fault: { Side: FaultSide.Client } fault } => fault.Code,
            _ => $"{hello!.ServerName ?? "-"} {(hello.HasApplicationProtocols ? string.Join(',', hello.ApplicationProtocols) : "-")} {string.Join(',', hello.Versions.Select(version => $"{version:x}"))}",
        };
    }

    /// <summary>Keeps what is written first and then ends.</summary>
    private sealed class FirstWriteStream : MemoryStream
    {
        public byte[] Written => ToArray();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(0);
    }
}
