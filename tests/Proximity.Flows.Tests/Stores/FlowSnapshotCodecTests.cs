using System.Buffers;
using System.Reflection;
using System.Text;
using CsCheck;
using Proximity.Flows.Tests.Formats;
using Proximity.Stores;

namespace Proximity.Flows.Tests.Stores;

public class FlowSnapshotCodecTests
{
    private static readonly Gen<string?> Text =
        Gen.OneOf(Gen.String[0, 8], Gen.Char[' ', '\u00FF'].Array[0, 8].Select(chars => new string(chars))).Null();

    /// <summary>What a flow of before has, as version 1 wrote it.</summary>
    private const string Version1 =
        "019A0E8082DEC3D4EEE2E21178133132372E302E302E310007474554052F6111485454502F312E310109486F73740D612E7465737443474554202F61204854"
        + "54502F312E310D0A486F73743A20612E746573740D0A0D0A00000011485454502F312E3107323030054F4B0107582D41036201000080D30E000000000015"
        + "612E746573743A3434330F544C5320312E332D544C535F4145535F3132385F47434D5F5348413235360568320D612E746573740F544C5320312E32037800"
        + "00000000000000142800000000096375726C";

    private static readonly Gen<FlowCertificate> Certificate = Gen.Select(Text, Text, Gen.Long[0, 4000], Gen.Int[0, 9], Text.Array[0, 3])
        .Select((subject, issuer, days, more, names) => new FlowCertificate(
            subject ?? "", issuer ?? "", DateTimeOffset.UnixEpoch.AddDays(days), DateTimeOffset.UnixEpoch.AddDays(days * 2), "0A", "BEEF")
        {
            AlternativeNames = [.. names.OfType<string>()],
            AlternativeNameCount = names.Length + more,
        });

    private static readonly Gen<FlowTls?> Tls = Gen.Select(Text, Text, Text, Text, Certificate.Array[0, 3])
        .Select((protocol, suite, inner, name, shown) => new FlowTls(protocol ?? "", suite ?? "", inner, name) { Certificates = shown })
        .Null();

    private static readonly Gen<HeadChanges?> Heads = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool)
        .Select((requestReceived, requestSent, responseReceived, responseSent) => new HeadChanges
        {
            RequestReceived = requestReceived ? ShownHeads.All.RequestReceived : null,
            RequestSent = requestSent ? ShownHeads.All.RequestSent : null,
            ResponseReceived = responseReceived ? ShownHeads.All.ResponseReceived : null,
            ResponseSent = responseSent ? ShownHeads.All.ResponseSent : null,
        })
        .Select(changes => changes == new HeadChanges() ? null : changes);

    private static readonly Gen<StreamIdentity?> Stream = Gen.Select(Gen.Long, Gen.Int.Nullable())
        .Select((connection, stream) => new StreamIdentity(connection, stream)).Null();

    private static readonly Gen<FlowDetails?> Details =
        Gen.Select(Gen.Select(Text, Text, Text, Text), Gen.Long.Nullable(), Gen.Long.Nullable())
        .Select((texts, span, bytes) => new FlowDetails
        {
            OriginAddress = texts.Item1,
            Connection = texts.Item2,
            Error = texts.Item3,
            Comment = texts.Item4,
            ClientConnection = texts.Item3,
            ClientPort = (int?)(span % 65536),
            RequestHeadBytes = bytes,
            ResponseHeadBytes = span,
            Blocked = span is { } ticks ? new TimeSpan(ticks) : null,
            Tls = bytes is { } tls ? new TimeSpan(tls) : null,
            WireBodyBytes = bytes,
        }).Null();

    /// <summary>What a file of flows does not have, or has in a lesser form.</summary>
    private static readonly Gen<FlowSnapshot> AnySnapshot = Gen.Select(
        FlowFileRoundTripTests.AnyFlow,
        Gen.Select(Gen.Long, Gen.Bool),
        Gen.Select(Text, Text, Text),
        Gen.Select(Tls, Tls, Stream, Stream),
        Gen.Select(Details, Heads)).Select((flow, facts, texts, peers, more) =>
        {
            flow.Id = facts.Item1;
            flow.ClientInClear = facts.Item2;
            (flow.Tunnel, flow.PassedThrough, flow.AnsweredBy) = texts;
            flow.ClientConnectionId = facts.Item1;
            flow.ClientProcess = texts.Item2;
            (flow.ClientTls, flow.OriginTls, flow.ClientStream, flow.OriginStream) = peers;
            (flow.Details, flow.HeadChanges) = more;
            return flow.Snapshot();
        });

    [Fact]
    public void AnyFlow_WrittenAndRead_IsTheSame() => AnySnapshot.Sample(flow =>
    {
        byte[] written = Write(flow);

        FlowSnapshot read = FlowSnapshotCodec.Read(written, flow.Request.Body.Bytes, flow.Response?.Body.Bytes ?? default);

        Assert.Equal(Describe(flow), Describe(read));
        Assert.Equal(written, Write(read));
    });

    [Fact]
    public void WithoutBodies_TheRestIsThere() => AnySnapshot.Sample(flow =>
    {
        FlowSnapshot read = FlowSnapshotCodec.Read(Write(flow));

        Assert.Equal(Describe(flow.WithBodies(body => body.With(default))), Describe(read));
    });

    [Fact]
    public void AnyBytes_AreRefusedOrRead() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        if (bytes.Length > 0)
        {
            bytes[0] = (byte)(1 + (bytes.Length % FlowSnapshotCodec.Version));
        }

        ReadOrRefuse(bytes);
    });

    [Fact]
    public void ChangedBytes_AreRefusedOrRead() => Gen.Select(AnySnapshot, Gen.Int[0, 10_000], Gen.Byte).Sample((flow, at, value) =>
    {
        byte[] bytes = Write(flow);
        bytes[at % bytes.Length] = value;
        ReadOrRefuse(bytes);
    });

    [Fact]
    public void CutAnywhere_IsRefused()
    {
        byte[] whole = Write(AnySnapshot.Single());
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => FlowSnapshotCodec.Read(whole.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => FlowSnapshotCodec.Read([.. whole, 0]));
    }

    [Fact]
    public void FlowOfVersion1_IsRead()
    {
        FlowSnapshot read = FlowSnapshotCodec.Read(Convert.FromHexString(Version1));

        Assert.Equal((7, "GET", "/a", "127.0.0.1"), (read.Id, read.Request.Method, read.Request.Url, read.ClientIP));
        Assert.Equal((200, "b", "curl"), (read.Response!.Status, read.Response.Headers[0].Value, read.ClientProcess));
        Assert.Equal(new FlowTls("TLS 1.3", "TLS_AES_128_GCM_SHA256", "h2", "a.test"), read.ClientTls);
        Assert.Equal(("a.test:443", 10, 20, true), (read.Tunnel, read.RequestBytes, read.ResponseBytes, read.Completed));
        Assert.Null(read.HeadChanges);
        Assert.Null(read.ClientConnectionId);
    }

    [Fact]
    public void NewerVersion_IsRefusedByItsNumber()
    {
        byte[] newer = Write(new FlowSnapshot(new RequestSnapshot("GET", "/", []), "127.0.0.1"));
        newer[0] = 3;

        var refused = Assert.Throws<InvalidDataException>(() => FlowSnapshotCodec.Read(newer));

        Assert.Contains("version 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BodyOfAnotherLength_IsRefused()
    {
        var flow = new FlowSnapshot(
            new RequestSnapshot("POST", "/", [], FlowBody.Create(FlowBodyState.Complete, "four"u8.ToArray(), 4)), "127.0.0.1");

        Assert.Throws<InvalidDataException>(() => FlowSnapshotCodec.Read(Write(flow), "other"u8.ToArray(), default));
    }

    private static void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            Describe(FlowSnapshotCodec.Read(bytes));
        }
        catch (InvalidDataException)
        {
            // That is the other right answer.
        }
    }

    private static byte[] Write(FlowSnapshot flow)
    {
        var output = new ArrayBufferWriter<byte>();
        FlowSnapshotCodec.Write(flow, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Every property, so that none can be forgotten; of the table's own number nothing is kept.</summary>
    private static string Describe(object? value)
    {
        var text = new StringBuilder();
        Describe(text, value);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or ValueType and not (FlowTimings or ReadOnlyMemory<byte>):
                text.Append(value is DateTimeOffset time ? time.ToString("O") : value is string s ? Hex(s) : value.ToString());
                break;
            case ReadOnlyMemory<byte> bytes:
                text.Append(Convert.ToHexString(bytes.Span));
                break;
            case System.Collections.IEnumerable list:
                foreach (object? item in list)
                {
                    Describe(text, item);
                    text.Append(';');
                }

                break;
            default:
                DescribeProperties(text, value);
                break;
        }
    }

    private static string Hex(string text) => Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));

    private static void DescribeProperties(StringBuilder text, object value)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        string[] own = ["Sequence", "Dropped", "IsRemoved", "Version.Int32", "Head", "Block", "EqualityContract"];
        foreach (PropertyInfo property in value.GetType().GetProperties(All).Where(property => property.GetIndexParameters().Length == 0))
        {
            if (!own.Contains(property.Name) && !own.Contains($"{property.Name}.{property.PropertyType.Name}"))
            {
                text.Append(property.Name).Append('=');
                Describe(text, property.GetValue(value));
                text.Append('\n');
            }
        }
    }
}
