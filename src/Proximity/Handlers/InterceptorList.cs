using Proximity.Flows;

namespace Proximity.Handlers;

/// <summary>The user's interceptors in the order added. Adding and clearing may happen at any time; an exchange sees the list as it was when its stage began.</summary>
/// <typeparam name="TMessage"><see cref="ProxyRequest"/> or <see cref="ProxyResponse"/>.</typeparam>
internal sealed class InterceptorList<TMessage>
    where TMessage : class
{
    private readonly Lock gate = new();
    private Func<TMessage, Flow?, ValueTask<TMessage?>>[] all = [];

    public bool IsEmpty => Volatile.Read(ref all).Length == 0;

    public void Add(Func<TMessage, Flow?, ValueTask<TMessage?>> interceptor)
    {
        lock (gate)
        {
            Volatile.Write(ref all, [.. all, interceptor]);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            Volatile.Write(ref all, []);
        }
    }

    /// <summary>Runs all in order; each gets what the one before left. One that throws is reported and skipped.</summary>
    /// <typeparam name="TState">The type of <paramref name="state"/>.</typeparam>
    /// <param name="message">What the first one gets.</param>
    /// <param name="flow">The record; null when there is none.</param>
    /// <param name="state">The first argument of <paramref name="onFailure"/>.</param>
    /// <param name="onFailure">Called for each one that threw.</param>
    /// <returns>The object returned last, or the message itself; and whether any interceptor returned one, be it the same object.</returns>
    public async ValueTask<(TMessage Message, bool WasReturned)> RunAsync<TState>(TMessage message, Flow? flow, TState state, Action<TState, Exception> onFailure)
    {
        await UserCode.LeaveLoopAsync().ConfigureAwait(false);
        UserCode.Mark();
        TMessage current = message;
        bool wasReturned = false;
        foreach (Func<TMessage, Flow?, ValueTask<TMessage?>> interceptor in Volatile.Read(ref all))
        {
            try
            {
                ValueTask<TMessage?> running;
                using (UserCode.BeginTurn())
                {
                    running = interceptor(current, flow);
                }

                if (await running.ConfigureAwait(false) is { } returned)
                {
                    (current, wasReturned) = (returned, true);
                }
            }
#pragma warning disable CA1031 // User code may throw anything; the next one runs all the same.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                onFailure(state, exception);
            }
        }

        return (current, wasReturned);
    }
}
