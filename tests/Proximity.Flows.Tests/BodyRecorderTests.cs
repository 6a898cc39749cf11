using System.Text;
using Proximity.Protocol;

namespace Proximity.Flows.Tests;

public class BodyRecorderTests
{
    private readonly BufferPool pool = new();
    private readonly Flow flow = FlowTableTests.NewFlow();
    private readonly BodyRecorder recorder;

    public BodyRecorderTests() => recorder = new BodyRecorder(pool);

    [Fact]
    public void MessageWithoutBody_HasNone()
    {
        Assert.Same(FlowBody.None, flow.RequestBody);
        Assert.Same(FlowBody.None, flow.ResponseBody);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(13)]
    public void WholeBody_IsKeptAtEverySplit(int piece)
    {
        Begin(maxBytes: 100);
        AppendInPieces("Hello, world!", piece);
        recorder.End(isWhole: true);

        AssertBody(FlowBodyState.Complete, NotKeptReason.None, "Hello, world!", 13);
        Assert.False(flow.ResponseBody.IsTruncated);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(13)]
    public void LongBody_IsTruncatedAtTheLimit_AtEverySplit(int piece)
    {
        Begin(maxBytes: 5);
        AppendInPieces("Hello, world!", piece);
        recorder.End(isWhole: true);

        AssertBody(FlowBodyState.Truncated, NotKeptReason.None, "Hello", 13);
        Assert.True(flow.ResponseBody.IsTruncated);
    }

    [Fact]
    public void BodyOfTheLimit_IsComplete()
    {
        Begin(maxBytes: 5);
        AppendInPieces("Hello", 2);
        recorder.End(isWhole: true);

        AssertBody(FlowBodyState.Complete, NotKeptReason.None, "Hello", 5);
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(5, 40)]
    [InlineData(5, 2000)]
    [InlineData(20_000, 70_000)]
    public void BodyThatIsLongerThanAnnounced_IsKept(int announced, int length)
    {
        Begin(maxBytes: 100_000, announced);
        string content = new('x', length);
        AppendInPieces(content, 4096);
        recorder.End(isWhole: true);

        AssertBody(FlowBodyState.Complete, NotKeptReason.None, content, length);
    }

    [Theory]
    [InlineData(300_000, 100_000)]
    [InlineData(300_000, 300_000)]
    [InlineData(60_000, 100_000)]
    public void LongBody_IsKeptToItsLimit_WhetherItsLengthIsKnownOrNot(int length, int maxBytes)
    {
        string content = string.Concat(Enumerable.Range(0, length / 10).Select(number => $"{number:D9} "));
        foreach (int piece in new[] { 1000, 7777, 65_536 })
        {
            foreach (long announced in new[] { -1L, length })
            {
                Begin(maxBytes, announced);
                AppendInPieces(content, piece);
                recorder.End(isWhole: true);
                FlowBodyState state = length > maxBytes ? FlowBodyState.Truncated : FlowBodyState.Complete;
                AssertBody(state, NotKeptReason.None, content[..Math.Min(length, maxBytes)], length);
                Assert.Equal(0, pool.Outstanding);
            }
        }
    }

    [Fact]
    public void NothingMayBeKept_BodyIsCounted()
    {
        Begin(maxBytes: 0);
        Assert.False(recorder.IsKeeping);
        AppendInPieces("Hello", 5);
        recorder.End(isWhole: true);

        AssertBody(FlowBodyState.NotKept, NotKeptReason.Limit, "", 5);
    }

    [Fact]
    public void BrokenOffBody_SaysWhere()
    {
        Begin(maxBytes: 3);
        AppendInPieces("Hello", 1);
        recorder.End(isWhole: false, "X-Sum: 1\r\n"u8);

        AssertBody(FlowBodyState.Aborted, NotKeptReason.None, "Hel", 5);
    }

    [Fact]
    public void BytesThatPassUnseen_AreCounted()
    {
        Begin(maxBytes: 5);
        Assert.True(recorder.IsKeeping);
        AppendInPieces("Hello", 5);
        Assert.False(recorder.IsKeeping);
        recorder.Skip(1L << 40);
        recorder.End(isWhole: true);

        AssertBody(FlowBodyState.Truncated, NotKeptReason.None, "Hello", 5 + (1L << 40));
    }

    [Fact]
    public void StreamingBody_ShowsWhatHasPassed()
    {
        Begin(maxBytes: 100, length: 13);
        AssertBody(FlowBodyState.Streaming, NotKeptReason.None, "", 0);
        recorder.Append("Hello, "u8, isLast: false);
        FlowBody early = flow.ResponseBody;
        recorder.Append("world!"u8, isLast: true);

        AssertBody(FlowBodyState.Streaming, NotKeptReason.None, "Hello, world!", 13);
        Assert.Equal("Hello, ", Encoding.ASCII.GetString(early.Bytes.Span));
        recorder.End(isWhole: true);
    }

    [Fact]
    public void DroppedWhileItStreams_IsNotKept_AndCountedToItsEnd()
    {
        Begin(maxBytes: 100);
        recorder.Append("Hello, "u8, isLast: false);
        flow.DropBodies();
        Assert.False(recorder.IsKeeping);
        AssertBody(FlowBodyState.NotKept, NotKeptReason.Limit, "", 7);
        recorder.Append("world!"u8, isLast: true);
        recorder.End(isWhole: true);

        AssertBody(FlowBodyState.NotKept, NotKeptReason.Limit, "", 13);
    }

    [Fact]
    public void DroppedAfterItsEnd_KeepsWhatIsKnown()
    {
        Begin(maxBytes: 100);
        AppendInPieces("Hello", 5);
        recorder.End(isWhole: true, "X-Sum: 42\r\nX-Other:  a b \r\n"u8);
        FlowBody before = flow.ResponseBody;
        flow.DropBodies();

        AssertBody(FlowBodyState.NotKept, NotKeptReason.Limit, "", 5);
        Assert.Equal(["gzip"], flow.ResponseBody.ContentCodings);
        Assert.Equal([new("X-Sum", "42"), new("X-Other", "a b")], flow.ResponseBody.Trailers);
        Assert.Equal("Hello", Encoding.ASCII.GetString(before.Bytes.Span));
    }

    [Fact]
    public void RecorderThatGoesOn_LeavesTheBodyBehind()
    {
        Begin(maxBytes: 100);
        AppendInPieces("Hello", 5);
        recorder.End(isWhole: true);
        Flow next = FlowTableTests.NewFlow();
        recorder.Begin(new BodyRecording(next, BodySide.Request, [], 100, -1));
        recorder.Append("next"u8, isLast: false);

        AssertBody(FlowBodyState.Complete, NotKeptReason.None, "Hello", 5);
        Assert.Equal("next", Encoding.ASCII.GetString(next.RequestBody.Bytes.Span));
        recorder.End(isWhole: true);
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(1024, 1024)]
    [InlineData(16 * 1024, 16 * 1024)]
    [InlineData(100_000, -1)]
    [InlineData(100_000, 100_000)]
    public void KeptBytes_TakeNoMoreThanTheyAre_AndEveryBufferComesBack(int size, long length)
    {
        Begin(maxBytes: 1 << 20, length);
        byte[] content = new byte[size];
        for (int at = 0; at < size; at += 1000)
        {
            recorder.Append(content.AsSpan(at, Math.Min(1000, size - at)), isLast: at + 1000 >= size);
        }

        recorder.End(isWhole: true);
        Assert.Equal(size, flow.MeasureBodies());
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void LengthThatIsOnlyAnnounced_TakesNoMemory()
    {
        Begin(maxBytes: 1 << 20, length: 1 << 20);
        recorder.Append(new byte[100], isLast: false);

        Assert.InRange(flow.MeasureBodies(), 100, 1024);
        recorder.End(isWhole: false);
        Assert.Equal(100, flow.MeasureBodies());
    }

    [Fact]
    public async Task ReadersBesideIt_SeeNothingButBeginnings()
    {
        byte[] content = [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i % 251))];
        for (int round = 0; round < 50; round++)
        {
            Flow shown = FlowTableTests.NewFlow();
            recorder.Begin(new BodyRecording(shown, BodySide.Response, [], 40_000, -1));
            Task writing = Task.Run(() =>
            {
                for (int at = 0; at < content.Length; at += 500)
                {
                    recorder.Append(content.AsSpan(at, 500), isLast: at + 500 == content.Length);
                }

                recorder.End(isWhole: true);
            });
            FlowBody body;
            do
            {
                body = shown.ResponseBody;
                Assert.True(body.Bytes.Span.SequenceEqual(content.AsSpan(0, (int)Math.Min(body.TotalBytes, 40_000))));
            }
            while (body.State == FlowBodyState.Streaming);

            Assert.Equal((FlowBodyState.Truncated, 50_000), (body.State, body.TotalBytes));
            await writing;
        }

        Assert.Equal(0, pool.Outstanding);
    }

    private void Begin(int maxBytes, long length = -1)
        => recorder.Begin(new BodyRecording(flow, BodySide.Response, ["gzip"], maxBytes, length));

    private void AppendInPieces(string content, int piece)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(content);
        for (int at = 0; at < bytes.Length; at += piece)
        {
            recorder.Append(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), isLast: at + piece >= bytes.Length);
        }
    }

    private void AssertBody(FlowBodyState state, NotKeptReason reason, string bytes, long total)
    {
        FlowBody body = flow.ResponseBody;
        Assert.Equal((state, reason, bytes, total), (body.State, body.NotKept, Encoding.ASCII.GetString(body.Bytes.Span), body.TotalBytes));
        Assert.Equal(["gzip"], body.ContentCodings);
    }
}
