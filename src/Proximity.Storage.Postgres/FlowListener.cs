using Npgsql;
using Proximity.Flows;

namespace Proximity.Storage.Postgres;

/// <summary>
/// Hears of flows that any proxy has stored, on a connection of its own that is made when somebody first watches. While it has none,
/// watchers look again from time to time.
/// </summary>
internal sealed class FlowListener(StoreConnections connections, string schema, FlowSignal changed, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task? listening;
    private bool isConnected;

    /// <summary>How long a watcher waits at the most before it looks again.</summary>
    public TimeSpan LookAgain => Volatile.Read(ref isConnected) ? TimeSpan.FromSeconds(30) : Pause;

    /// <summary>Completes when it has ended, which it does when the store closes.</summary>
    public Task Ended
    {
        get
        {
            lock (gate)
            {
                return listening ?? Task.CompletedTask;
            }
        }
    }

    public static string ChannelOf(string schema) => $"{schema}_flow";

    /// <summary>Begins, the first time that it is called.</summary>
    public void Start()
    {
        lock (gate)
        {
            listening ??= Task.Run(ListenAsync, CancellationToken.None);
        }
    }

    private async Task ListenAsync()
    {
        while (!connections.Closing.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or InvalidOperationException)
            {
                // The server went, or the store closes. Watchers ask the server themselves, and hear from it what is wrong.
                Volatile.Write(ref isConnected, false);
            }

            changed.Raise();
            await Task.Delay(Pause, time, connections.Closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenOnceAsync()
    {
        NpgsqlConnection connection = await connections.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await connection.ExecuteAsync($"LISTEN {ChannelOf(schema)}", connections.Closing).ConfigureAwait(false);
            Volatile.Write(ref isConnected, true);
            while (true)
            {
                // What came before it listened is seen now.
                changed.Raise();
                await connection.WaitAsync(connections.Closing).ConfigureAwait(false);
            }
        }
    }
}
