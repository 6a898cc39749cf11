using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Bodies by range, and bodies that many flows have.</summary>
internal static class BodyCases
{
    private const int SharedBytes = 64 * 1024;
    private const int SharingFlows = 100;

    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Body_WholeOfEachSide", WholeAsync),
        new("Body_Ranges_GiveThatPart", RangesAsync),
        new("Body_LargeOne_InRanges", LargeAsync),
        new("Body_WhereNothingIsKept_IsNull", NothingAsync),
        new("Body_NegativeRange_IsRefused", NegativeAsync),
        new("Body_EqualOnes_AreKeptOnce", SharedAsync),
        new("Body_OfAFlowThatGoes_StaysForTheOthers", StaysAsync),
        new("Body_OpenWhileItsFlowGoes_IsReadOrBreaksOff", OpenAsync),
    ];

    private static async Task WholeAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(3)).ConfigureAwait(false);
        byte[]? sent = await run.ReadBodyAsync(sequences[1], BodySide.Request).ConfigureAwait(false);
        byte[]? answered = await run.ReadBodyAsync(sequences[1], BodySide.Response).ConfigureAwait(false);
        Check.Bytes("question 2"u8.ToArray(), sent, "the request's body");
        Check.Bytes("answer 2"u8.ToArray(), answered, "the response's body");
    }

    private static async Task RangesAsync(StoreRun run)
    {
        byte[] body = [.. Enumerable.Range(0, 200).Select(static value => (byte)value)];
        long[] sequences = await run.AppendAsync([Samples.WithBody(1, Samples.Body(body))]).ConfigureAwait(false);
        (long, long?)[] ranges =
        [
            (0, 1), (0, 200), (0, 500), (7, 13), (199, 1), (199, null), (200, null), (200, 1), (5000, 3), (3, 0),
            (long.MaxValue, long.MaxValue),
        ];
        foreach ((long offset, long? count) in ranges)
        {
            int from = (int)Math.Min(offset, body.Length);
            int length = (int)Math.Min(count ?? long.MaxValue, body.Length - from);
            byte[]? part = await run.ReadBodyAsync(sequences[0], BodySide.Response, offset, count).ConfigureAwait(false);
            Check.Bytes(body.AsMemory(from, length), part, $"{count?.ToString() ?? "all"} bytes from {offset} on");
        }
    }

    private static async Task LargeAsync(StoreRun run)
    {
        const int Wanted = 1_000_003;
        int length = (int)Math.Min(Wanted, run.Store.Capabilities.MaxBodyBytes ?? Wanted);
        byte[] body = Samples.Noise(length, seed: 2);
        long[] sequences = await run.AppendAsync([Samples.WithBody(1, Samples.Body(body))]).ConfigureAwait(false);
        Check.Bytes(body, await run.ReadBodyAsync(sequences[0], BodySide.Response).ConfigureAwait(false), "a large body");
        byte[]? middle = await run.ReadBodyAsync(sequences[0], BodySide.Response, length / 2, 1000).ConfigureAwait(false);
        Check.Bytes(body.AsMemory(length / 2, 1000), middle, "the middle of a large body");
    }

    private static async Task NothingAsync(StoreRun run)
    {
        var dropped = FlowBody.Create(FlowBodyState.NotKept, default, 10, NotKeptReason.Limit);
        var unanswered = new FlowSnapshot(new RequestSnapshot("GET", "/", []), "") { Id = 5, Completed = true };
        long[] sequences = await run.AppendAsync([Samples.WithBody(1, FlowBody.None), Samples.WithBody(3, dropped), unanswered])
            .ConfigureAwait(false);
        foreach (long sequence in (long[])[.. sequences, 0, long.MaxValue])
        {
            foreach (BodySide side in (BodySide[])[BodySide.Request, BodySide.Response])
            {
                byte[]? body = await run.ReadBodyAsync(sequence, side).ConfigureAwait(false);
                Check.Equal(null, body, $"the {side} body of {sequence}, of which nothing is kept");
            }
        }
    }

    private static async Task NegativeAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
        await Check.ThrowsAsync<ArgumentOutOfRangeException>(
            () => run.ReadBodyAsync(sequences[0], BodySide.Response, -1), "an offset below zero").ConfigureAwait(false);
        await Check.ThrowsAsync<ArgumentOutOfRangeException>(
            () => run.ReadBodyAsync(sequences[0], BodySide.Response, 0, -1), "a count below zero").ConfigureAwait(false);
    }

    private static async Task SharedAsync(StoreRun run)
    {
        if (!run.Needs(run.Store.Capabilities.SharesBodies))
        {
            return;
        }

        byte[] body = Samples.Noise(SharedBytes, seed: 3);
        FlowSnapshot[] flows = [.. Enumerable.Range(1, SharingFlows).Select(id => Samples.WithBody(id, Samples.Body([.. body])))];
        long[] sequences = await run.AppendAsync(flows).ConfigureAwait(false);
        FlowStoreStatus status = await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false);
        Check.That(
            status.Bytes < SharingFlows * (long)SharedBytes / 4,
            $"{SharingFlows} flows with one body of {SharedBytes} bytes take {status.Bytes} bytes.");
        Check.Bytes(body, await run.ReadBodyAsync(sequences[^1], BodySide.Response).ConfigureAwait(false), "the body of the last of them");
    }

    private static async Task StaysAsync(StoreRun run)
    {
        byte[] body = Samples.Noise(SharedBytes, seed: 4);
        long[] sequences = await run.AppendAsync(
            Enumerable.Range(1, 4).Select(id => Samples.WithBody(id, Samples.Body([.. body])))).ConfigureAwait(false);
        await run.Store.DeleteAsync([sequences[0], sequences[2]], run.Cancellation).ConfigureAwait(false);
        await run.Store.PruneAsync(new FlowRetention { MaxFlows = 1 }, run.Cancellation).ConfigureAwait(false);
        byte[]? last = await run.ReadBodyAsync(sequences[3], BodySide.Response).ConfigureAwait(false);
        Check.Bytes(body, last, "the body of the last flow that has it");
        await run.AppendAsync(run.Record(Samples.WithBody(9, Samples.Body([.. body])))).ConfigureAwait(false);
        await run.Store.DeleteAsync([sequences[3]], run.Cancellation).ConfigureAwait(false);
        long again = (await run.FindAsync(9).ConfigureAwait(false)).Sequence;
        Check.Bytes(body, await run.ReadBodyAsync(again, BodySide.Response).ConfigureAwait(false), "the body of a flow that came later");
    }

    /// <summary>Another flow's bytes must never come.</summary>
    private static async Task OpenAsync(StoreRun run)
    {
        byte[] body = Samples.Noise(SharedBytes, seed: 5);
        long[] sequences = await run.AppendAsync([Samples.WithBody(1, Samples.Body(body))]).ConfigureAwait(false);
        Stream? stream = await run.Store.OpenBodyAsync(sequences[0], BodySide.Response, 0, null, run.Cancellation).ConfigureAwait(false);
        Check.That(stream is not null, "The body of a flow that is there cannot be opened.");
        await using (stream!.ConfigureAwait(false))
        {
            await run.Store.DeleteAsync(sequences, run.Cancellation).ConfigureAwait(false);
            await run.AppendAsync(run.Record(Samples.WithBody(2, Samples.Body(Samples.Noise(SharedBytes, seed: 6))))).ConfigureAwait(false);
            using var copy = new MemoryStream();
            try
            {
                await stream!.CopyToAsync(copy, run.Cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or FlowStoreException)
            {
                return;
            }

            Check.Bytes(body, copy.ToArray(), "a body that was open when its flow went");
        }
    }
}
