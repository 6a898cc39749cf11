namespace Proximity.Tls;

/// <summary>
/// Keeps the end of our side of TLS out of a read. <see cref="System.Net.Security.SslStream"/> locks reads against writes, but not against
/// its <c>ShutdownAsync</c>, which itself reads records; two threads inside one OpenSSL object end the process.
/// A read is inside from its beginning to its end, but outside while it waits for the wire underneath.
/// </summary>
internal sealed class TlsReadGate
{
    /// <summary>Held while the end of our side begins, so that no read comes inside meanwhile.</summary>
    private readonly Lock gate = new();
    private bool isInside;
    private Func<Task>? waiting;
    private TaskCompletionSource<Task>? begun;

    /// <summary>A read comes inside. Waits while the end of our side begins, which takes microseconds.</summary>
    public void Enter()
    {
        lock (gate)
        {
            isInside = true;
        }
    }

    /// <summary>The read goes outside. What waited for that runs now, on this thread.</summary>
    public void Leave()
    {
        lock (gate)
        {
            isInside = false;
            if (waiting is { } begin)
            {
                waiting = null;
                begun!.SetResult(Begin(begin));
            }
        }
    }

    /// <summary>Begins this operation while no read is inside, and awaits it. What it does before it first waits must not block.</summary>
    /// <param name="begin">Called once, perhaps on the reader's thread. Only one may be waiting.</param>
    public async Task RunOutsideAsync(Func<Task> begin)
    {
        Task<Task> operation;
        lock (gate)
        {
            if (isInside)
            {
                begun = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = begin;
                operation = begun.Task;
            }
            else
            {
                operation = Task.FromResult(Begin(begin));
            }
        }

        await (await operation.ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>What it throws is for the one who awaits it, not for the reader whose thread this may be.</summary>
    private static Task Begin(Func<Task> begin)
    {
        try
        {
            return begin();
        }
#pragma warning disable CA1031 // It is passed on whole.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException(exception);
        }
    }
}
