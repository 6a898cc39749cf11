using CsCheck;

namespace Proximity.Flows.Tests;

/// <summary>What goes when a consumer reads too slowly.</summary>
public class FlowEventQueueTests
{
    private static readonly FlowEventOptions Small = new() { MaxEvents = 16, MaxBytes = 1000 };

    private readonly FlowEventQueue queue = new(Small);
    private long sequence;

    [Fact]
    public async Task TooManyChunks_NewOnesGo_AndAreCounted()
    {
        Add(Started(1));
        for (int i = 0; i < 20; i++)
        {
            Add(Chunk(1, i * 10, 10));
        }

        Add(new FlowEnded { FlowId = 1 });
        List<FlowEvent> all = await RestAsync();

        // One that waited made room for the end.
        FlowEventsLost lost = Assert.IsType<FlowEventsLost>(all[0]);
        Assert.Equal((6, 0, 0, 0), (lost.BodyChunks, lost.Messages, lost.Flows, lost.BrokenOffIds.Count));
        Assert.Equal((0, 20), (lost.FlowId, lost.Sequence - 1));
        Assert.IsType<FlowStarted>(all[1]);
        Assert.Equal(14, all.OfType<BodyChunkRecorded>().Count());
        Assert.IsType<FlowEnded>(all[^1]);
        Assert.Equal(6, queue.LostCount);
    }

    [Fact]
    public async Task TooManyBytes_ChunksAndMessagesGo()
    {
        Add(Started(1));
        Add(Chunk(1, 0, 990));
        Add(Chunk(1, 990, 11));
        Add(Message(1, 20));
        Add(Chunk(1, 1001, 10));
        Add(new FlowEnded { FlowId = 1 });
        List<FlowEvent> all = await RestAsync();

        FlowEventsLost lost = Assert.IsType<FlowEventsLost>(all[0]);
        Assert.Equal((1, 1), (lost.BodyChunks, lost.Messages));
        Assert.Equal([0L, 1001L], all.OfType<BodyChunkRecorded>().Select(chunk => chunk.Offset));
    }

    [Fact]
    public async Task ChunkLargerThanTheBound_PassesAlone()
    {
        Add(Started(1));
        Assert.NotNull(await NextAsync());
        Add(Chunk(1, 0, 5000));
        Add(Chunk(1, 5000, 1));

        Assert.IsType<BodyChunkRecorded>((await RestAsync())[1]);
    }

    [Fact]
    public async Task TooManyFlows_NewOnesGoWhole_AndOthersEnd()
    {
        for (int id = 1; id <= 14; id++)
        {
            Add(Started(id));
        }

        Add(new FlowEnded { FlowId = 1 });
        Add(new FlowEnded { FlowId = 2 });
        Add(Started(15));
        Add(new OriginAttached { FlowId = 15 });
        Add(new FlowEnded { FlowId = 15 });
        List<FlowEvent> all = await RestAsync();

        Assert.Equal((1, 0), (Assert.IsType<FlowEventsLost>(all[0]).Flows, ((FlowEventsLost)all[0]).BrokenOffIds.Count));
        Assert.DoesNotContain(all, happened => happened.FlowId == 15);
        Assert.Equal(17, all.Count);
    }

    [Fact]
    public async Task FlowWhoseStartWasTaken_BreaksOff_AndIsNamed()
    {
        Add(Started(1));
        for (int id = 2; id <= 16; id++)
        {
            Add(Started(id));
        }

        Add(new OriginAttached { FlowId = 1 });
        Assert.Equal(1, Assert.IsType<FlowStarted>(await NextAsync()).FlowId);
        Add(new FlowEnded { FlowId = 1 });
        List<FlowEvent> rest = await RestAsync();

        Assert.DoesNotContain(rest, happened => happened.FlowId == 1);
        Assert.Equal([1L], Assert.IsType<FlowEventsLost>(rest[^1]).BrokenOffIds);
    }

    /// <summary>Events are drawn as numbers: which flow, what happens to it, whether the consumer reads.</summary>
    [Fact]
    public void WhateverHappens_EveryFlowHeardOfEndsOrIsNamed_AndTheQueueIsBounded()
        => Gen.Int[0, 1_000_000].Array[1, 300].Sample(drawn => new Run(drawn).Holds());

    private static FlowStarted Started(long id) => new() { FlowId = id, Timestamp = default, ClientIP = "" };

    private static BodyChunkRecorded Chunk(long id, long offset, int size)
        => new() { FlowId = id, Side = BodySide.Response, Offset = offset, Bytes = new byte[size] };

    private static MessageRecorded Message(long id, int size)
        => new() { FlowId = id, Message = new FlowMessage(default, default, new byte[size], size) };

    private void Add(FlowEvent happened)
    {
        happened.Sequence = ++sequence;
        queue.Add(happened);
    }

    private async Task<FlowEvent> NextAsync()
    {
        await foreach (FlowEvent happened in queue.ReadAsync(TestContext.Current.CancellationToken))
        {
            return happened;
        }

        throw new InvalidOperationException("the queue has ended");
    }

    private async Task<List<FlowEvent>> RestAsync()
    {
        queue.End();
        List<FlowEvent> all = [];
        await foreach (FlowEvent happened in queue.ReadAsync(TestContext.Current.CancellationToken))
        {
            all.Add(happened);
        }

        return all;
    }

    /// <summary>Flows that go on side by side, and a consumer that reads now and then.</summary>
    private sealed class Run(int[] drawn)
    {
        private readonly FlowEventQueue queue = new(Small);
        private readonly List<FlowEvent> read = [];
        private readonly HashSet<long> running = [];
        private readonly Dictionary<long, int> attachments = [];
        private long lastId;
        private long sequence;

        public bool Holds()
        {
            foreach (int number in drawn)
            {
                Step(number);
            }

            foreach (long id in running.Order().ToArray())
            {
                Add(new FlowEnded { FlowId = id });
            }

            queue.End();
            Read(int.MaxValue);
            HashSet<long> broken = [.. read.OfType<FlowEventsLost>().SelectMany(lost => lost.BrokenOffIds)];
            HashSet<long> heardOf = [.. read.OfType<FlowStarted>().Select(started => started.FlowId)];
            HashSet<long> ended = [.. read.OfType<FlowEnded>().Select(end => end.FlowId)];
            long lostWhole = read.OfType<FlowEventsLost>().Sum(lost => lost.Flows);
            return heardOf.SetEquals(ended.Concat(broken))
                && IsNothingBehindTheName()
                && !ended.Overlaps(broken)
                && heardOf.Count + lostWhole == lastId
                && IsComplete(ended);
        }

        /// <summary>A consumer that forgets the flows that are named as broken off gets no more events of them.</summary>
        private bool IsNothingBehindTheName()
        {
            HashSet<long> named = [];
            foreach (FlowEvent happened in read)
            {
                named.UnionWith((happened as FlowEventsLost)?.BrokenOffIds ?? []);
                if (named.Contains(happened.FlowId))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Of what cannot be dropped alone a flow that has ended has everything.</summary>
        private bool IsComplete(HashSet<long> ended)
            => read.OfType<OriginAttached>().Count(attached => ended.Contains(attached.FlowId)) == ended.Sum(id => attachments[id]);

        private void Step(int number)
        {
            long id = running.Count == 0 ? 0 : running.Order().ElementAt(number / 100 % running.Count);
            switch (id == 0 ? 0 : number % 10)
            {
                case 0 or 1:
                    running.Add(++lastId);
                    attachments[lastId] = 0;
                    Add(Started(lastId));
                    break;
                case 2 or 3 or 4:
                    Add(Chunk(id, 0, number / 10 % 400));
                    break;
                case 5:
                    Add(Message(id, number / 10 % 400));
                    break;
                case 6 or 7:
                    attachments[id]++;
                    Add(new OriginAttached { FlowId = id });
                    break;
                case 8:
                    running.Remove(id);
                    Add(new FlowEnded { FlowId = id });
                    break;
                default:
                    Read(number / 10 % 12);
                    break;
            }
        }

        private void Add(FlowEvent happened)
        {
            happened.Sequence = ++sequence;
            queue.Add(happened);
            Assert.InRange(queue.Count, 0, Small.MaxEvents);
        }

        private void Read(int most)
        {
            for (int i = 0; i < most && queue.TryTake(out FlowEvent? next, out _); i++)
            {
                read.Add(next!);
            }
        }
    }
}
