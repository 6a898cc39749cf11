using System.Buffers.Binary;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Tls;

namespace Proximity.Fuzz.Tls;

/// <summary>
/// A ClientHello gets one verdict however its bytes arrive, the same one when its message is cut into other records, and what it names are a host and protocols that could be sent
/// again.
/// </summary>
internal sealed class ClientHelloTarget : IFuzzTarget
{
    private const int RecordHeaderBytes = 5;
    private const int OtherFragmentBytes = 7;

    public string Name => "client-hello";

    public void Run(ReadOnlySpan<byte> input)
    {
        ParseResult whole = ClientHelloParser.Parse(input, out ClientHello? hello);
        Demand.True(whole.Fault is null or { Side: FaultSide.Client, Status: 0, Code: ErrorCodes.MalformedClientHello }, $"refused with {whole.Fault}");
        Demand.Same(whole.State == ParseState.Done, hello is not null, "a hello when done");
        DemandSameByteByByte(input, whole, hello);
        DemandOpening(input, whole);
        if (hello is not null)
        {
            DemandWellFormed(hello);
            DemandSameInOtherRecords(input, hello);
        }
    }

    private static void DemandSameByteByByte(ReadOnlySpan<byte> input, in ParseResult whole, ClientHello? hello)
    {
        for (int length = 0; length < input.Length; length++)
        {
            ParseResult part = ClientHelloParser.Parse(input[..length], out ClientHello? early);
            if (part.State != ParseState.NeedMore)
            {
                Demand.Same(whole.State, part.State, $"the verdict after {length} bytes");
                Demand.Same(Describe(hello), Describe(early), $"the hello after {length} bytes");
                return;
            }
        }
    }

    /// <summary>What the parser accepts, the look at the first bytes has taken for TLS, unless the record has a version that nobody sends.</summary>
    private static void DemandOpening(ReadOnlySpan<byte> input, in ParseResult whole)
    {
        OpeningKind kind = TunnelOpening.Judge(input);
        for (int length = 0; length < input.Length; length++)
        {
            OpeningKind early = TunnelOpening.Judge(input[..length]);
            Demand.True(early == OpeningKind.NeedMore || early == kind, $"after {length} bytes the opening was {early}, then {kind}");
        }

        Demand.True(whole.State != ParseState.Done || kind == OpeningKind.Tls || input[2] > 4, $"a ClientHello was taken for {kind}");
    }

    private static void DemandWellFormed(ClientHello hello)
    {
        Demand.True(hello.ServerName is null || Uri.CheckHostName(hello.ServerName) != UriHostNameType.Unknown || hello.ServerName.All(IsNameLetter), $"the name {hello.ServerName}");
        Demand.True(hello.ApplicationProtocols.All(name => name.Length is > 0 and < 256), "a protocol without a name");
        Demand.Same(hello.HasApplicationProtocols, hello.ApplicationProtocols.Count > 0, "protocols named");
    }

    private static void DemandSameInOtherRecords(ReadOnlySpan<byte> input, ClientHello hello)
    {
        var message = new List<byte>();
        int wanted = int.MaxValue;
        for (ReadOnlySpan<byte> rest = input; message.Count < wanted; rest = rest[Math.Min(rest.Length, RecordHeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(rest[3..]))..])
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(rest[3..]), rest.Length - RecordHeaderBytes);
            message.AddRange(rest.Slice(RecordHeaderBytes, length));
            wanted = message.Count >= 4 ? 4 + ((message[1] << 16) | (message[2] << 8) | message[3]) : wanted;
        }

        if (wanted > 1000 * OtherFragmentBytes)
        {
            // More records than a hello may have.
            return;
        }

        byte[] again = [.. message.Take(wanted).Chunk(OtherFragmentBytes).SelectMany(part => (byte[])[22, 3, 3, 0, (byte)part.Length, .. part])];
        ClientHelloParser.Parse(again, out ClientHello? same);
        Demand.Same(Describe(hello), Describe(same), "the hello in other records");
    }

    private static bool IsNameLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~';

    private static string Describe(ClientHello? hello) => hello is null
        ? "none"
        : $"{hello.ServerName} {string.Join(',', hello.ApplicationProtocols)} {string.Join(',', hello.Versions)} {hello.Fingerprint}";
}
