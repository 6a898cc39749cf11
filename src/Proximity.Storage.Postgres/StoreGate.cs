using System.Diagnostics.CodeAnalysis;

namespace Proximity.Storage.Postgres;

/// <summary>Counts what is under way, so that a store that closes can wait for it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its source has no timer, and watchers may look at it when the store is closed.")]
internal sealed class StoreGate
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int under;
    private bool isClosed;

    /// <summary>Cancelled when the store closes.</summary>
    public CancellationToken Closing => closing.Token;

    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void Enter()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, typeof(Stores.PostgresFlowStore));
            under++;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--under == 0 && isClosed)
            {
                empty.TrySetResult();
            }
        }
    }

    /// <summary>Lets nobody in any more, cancels what is under way, and waits for it; false when it was closed before.</summary>
    public async Task<bool> CloseAsync()
    {
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            isClosed = true;
            if (under == 0)
            {
                empty.TrySetResult();
            }
        }

        await closing.CancelAsync().ConfigureAwait(false);
        await empty.Task.ConfigureAwait(false);
        return true;
    }
}
