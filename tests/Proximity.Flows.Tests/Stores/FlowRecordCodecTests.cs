using System.Buffers;
using Proximity.Stores;

namespace Proximity.Flows.Tests.Stores;

public class FlowRecordCodecTests
{
    private static readonly byte[] Body = "answer"u8.ToArray();

    private static readonly FlowRecord Record = new(
        new FlowSnapshot(new RequestSnapshot("GET", "http://a.example/", []), "127.0.0.1")
        {
            Id = 42,
            Response = new ResponseSnapshot(200, "OK", [], FlowBody.Create(FlowBodyState.Complete, Body, Body.Length)),
        },
        new Guid("0198f0e2-7c1a-7000-8000-000000000001"),
        "prôxy");

    [Fact]
    public void FlowWrittenAndRead_IsTheSame()
    {
        byte[] written = Write(withBodies: true);

        FlowRecord read = FlowRecordCodec.Read(written);

        Assert.Equal((Record.Session, Record.ProxyName, 42L), (read.Session, read.ProxyName, read.Flow.Id));
        Assert.Equal(Body, read.Flow.Response!.Body.Bytes.ToArray());
        var again = new ArrayBufferWriter<byte>();
        FlowRecordCodec.Write(read, again);
        Assert.Equal(written, again.WrittenSpan.ToArray());
    }

    [Fact]
    public void BodiesThatWentAnotherWay_AreReadFromThere()
    {
        byte[] written = Write(withBodies: false);

        Assert.True(FlowRecordCodec.Read(written).Flow.Response!.Body.Bytes.IsEmpty);
        Assert.Equal(Body, FlowRecordCodec.Read(written, default, Body).Flow.Response!.Body.Bytes.ToArray());
    }

    [Fact]
    public void WhatIsWrittenOnAFlow_ComesAlong()
    {
        FlowAnnotation notes = new() { Mark = FlowMark.Blue, Comment = "why, é?", Tags = ["a", "b"] };
        var written = new ArrayBufferWriter<byte>();

        FlowRecordCodec.Write(Record with { Annotation = notes }, written);

        Assert.Equal(notes, FlowRecordCodec.Read(written.WrittenMemory).Annotation);
        Assert.Equal(1, Write(withBodies: true)[0]);
    }

    [Fact]
    public void TagThatIsNone_IsRefused()
    {
        var written = new ArrayBufferWriter<byte>();
        FlowRecordCodec.Write(Record with { Annotation = new() { Tags = ["ab"] } }, written);
        byte[] odd = written.WrittenSpan.ToArray();
        odd[odd.AsSpan().LastIndexOf("ab"u8)] = (byte)' ';

        Assert.Throws<InvalidDataException>(() => FlowRecordCodec.Read(odd));
    }

    [Fact]
    public void CutAnywhere_OrLonger_IsRefused()
    {
        byte[] whole = Write(withBodies: true);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => FlowRecordCodec.Read(whole.AsMemory(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => FlowRecordCodec.Read((byte[])[.. whole, 0]));
    }

    [Fact]
    public void NewerVersion_IsRefused()
    {
        byte[] newer = Write(withBodies: true);
        newer[0] = FlowRecordCodec.Version + 1;

        Assert.Throws<InvalidDataException>(() => FlowRecordCodec.Read(newer));
    }

    private static byte[] Write(bool withBodies)
    {
        var output = new ArrayBufferWriter<byte>();
        FlowRecordCodec.Write(Record, output, withBodies);
        return output.WrittenSpan.ToArray();
    }
}
