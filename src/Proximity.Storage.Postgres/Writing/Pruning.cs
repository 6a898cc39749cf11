using Npgsql;
using Proximity.Storage.Postgres.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Writing;

/// <summary>
/// Takes flows away until no more are there than may stay, in steps: each has the lock for itself, so that those who append wait for no
/// more than one. A whole day goes as its partition where nothing else of it has to stay.
/// </summary>
internal sealed class Pruning(PostgresFlowStoreOptions options, FlowRetention retention)
{
    private const int StepFlows = 2000;

    /// <summary>The oldest flows of which each one is still beyond what may stay when those before it have gone.</summary>
    private const string OldestBeyond = """
        SELECT array_agg(id) FROM (
          SELECT id, row_number() OVER (ORDER BY id) AS place, sum(bytes) OVER (ORDER BY id) - bytes AS before
          FROM (SELECT id, bytes FROM flow ORDER BY id LIMIT $3) o
        ) n WHERE place <= $1 OR before < $2
        """;

    private DateOnly Today => DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime);

    public async Task<FlowsPruned> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        FlowsPruned all = default;
        if (retention.Before is { } before)
        {
            all = await AllStepsAsync(connection, all, token => OlderStepAsync(connection, before.UtcTicks, token), cancellationToken)
                .ConfigureAwait(false);
        }

        return retention is { MaxFlows: null, MaxBytes: null }
            ? all
            : await AllStepsAsync(connection, all, token => BeyondStepAsync(connection, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops the days that are older than flows may become.</summary>
    public static async Task DropOldDaysAsync(
        NpgsqlConnection connection, PostgresFlowStoreOptions options, CancellationToken cancellationToken)
    {
        if (options.MaxAge is not { } age)
        {
            return;
        }

        var oldest = DateOnly.FromDateTime((options.TimeProvider.GetUtcNow() - age).UtcDateTime);
        foreach (DayCount day in await DayCount.ReadAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            if (day.Day < oldest)
            {
                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await StoreLock.TakeAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);

                    // Another proxy may have dropped it meanwhile.
                    List<DayCount> there = await DayCount.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
                    if (there.Exists(known => known.Day == day.Day))
                    {
                        await FlowEraser.DropDayAsync(connection, day, cancellationToken).ConfigureAwait(false);
                    }

                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task<FlowsPruned> AllStepsAsync(
        NpgsqlConnection connection, FlowsPruned sum, Func<CancellationToken, Task<FlowsPruned>> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            FlowsPruned gone;
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await StoreLock.TakeAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);
                gone = await step(cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            if (gone.Flows == 0)
            {
                return sum;
            }

            sum = new FlowsPruned(sum.Flows + gone.Flows, sum.Bytes + gone.Bytes);
        }
    }

    private async Task<FlowsPruned> OlderStepAsync(NpgsqlConnection connection, long before, CancellationToken cancellationToken)
    {
        foreach (DayCount day in await DayCount.ReadAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            string newer = $"SELECT 1 FROM {DayPartitions.NameOf(day.Day)} WHERE sort_time >= $1 LIMIT 1";
            if (day.Flows > 0 && day.Day < Today
                && await connection.ScalarAsync(newer, cancellationToken, before).ConfigureAwait(false) is null)
            {
                return await FlowEraser.DropDayAsync(connection, day, cancellationToken).ConfigureAwait(false);
            }
        }

        var old = await connection.ScalarAsync(
            "SELECT array_agg(id) FROM (SELECT id FROM flow WHERE sort_time < $1 ORDER BY id LIMIT $2) f",
            cancellationToken,
            before,
            (long)StepFlows).ConfigureAwait(false) as long[];
        return old is null ? default : await FlowEraser.EraseAsync(connection, old, cancellationToken).ConfigureAwait(false);
    }

    private async Task<FlowsPruned> BeyondStepAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<DayCount> days = await DayCount.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        long flows = days.Sum(static day => day.Flows) - (retention.MaxFlows ?? long.MaxValue);
        long bytes = days.Sum(static day => day.Bytes) - (retention.MaxBytes ?? long.MaxValue);
        if (flows <= 0 && bytes <= 0)
        {
            return default;
        }

        if (days.Find(static day => day.Flows > 0) is { Flows: > 0 } oldest && oldest.Day < Today
            && (oldest.Flows <= flows || oldest.Bytes <= bytes)
            && await IsWhollyOldestAsync(connection, oldest.Day, cancellationToken).ConfigureAwait(false))
        {
            return await FlowEraser.DropDayAsync(connection, oldest, cancellationToken).ConfigureAwait(false);
        }

        var beyond = await connection.ScalarAsync(OldestBeyond, cancellationToken, flows, bytes, (long)StepFlows)
            .ConfigureAwait(false) as long[];
        return beyond is null ? default : await FlowEraser.EraseAsync(connection, beyond, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>False when the clocks of proxies differ, and a flow of a later day has a lower number.</summary>
    private static async Task<bool> IsWhollyOldestAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        string newest = $"SELECT max(id) FROM {DayPartitions.NameOf(day)}";
        long last = await connection.NumberAsync(newest, cancellationToken).ConfigureAwait(false);
        return await connection.ScalarAsync("SELECT 1 FROM flow WHERE id < $1 AND day > $2 LIMIT 1", cancellationToken, last, day)
            .ConfigureAwait(false) is null;
    }
}
