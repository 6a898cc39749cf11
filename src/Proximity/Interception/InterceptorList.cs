using Proximity.Flows;

namespace Proximity.Interception;

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

    /// <summary>Runs all in order; each gets what the one before left. One that throws is told of and skipped.</summary>
    /// <returns>The last replacement, or the message itself.</returns>
    public async ValueTask<TMessage> RunAsync(TMessage message, Flow? flow, Action<Exception> onFailure)
    {
        await UserCode.LeaveLoopAsync().ConfigureAwait(false);
        UserCode.Mark();
        TMessage current = message;
        foreach (Func<TMessage, Flow?, ValueTask<TMessage?>> interceptor in Volatile.Read(ref all))
        {
            try
            {
                ValueTask<TMessage?> running;
                using (UserCode.BeginTurn())
                {
                    running = interceptor(current, flow);
                }

                current = await running.ConfigureAwait(false) ?? current;
            }
#pragma warning disable CA1031 // User code may throw anything; the next one runs all the same.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                onFailure(exception);
            }
        }

        return current;
    }
}
