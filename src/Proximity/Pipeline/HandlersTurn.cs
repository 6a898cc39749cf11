using System.Runtime.CompilerServices;
using Proximity.Exchanges;
using Proximity.Handlers;
using Proximity.Wires.Linux;

namespace Proximity.Pipeline;

/// <summary>Whose turn it is in an exchange: that of its handlers, whose time rests, or that of the proxy.</summary>
internal sealed class HandlersTurn(Watchdog watchdog)
{
    private Watchdog.Scope? running;

    /// <summary>The first handler is about to be called.</summary>
    public void Begin() => running ??= watchdog.UserCode();

    /// <summary>Handlers wait: the proxy's own work begins, and its time counts.</summary>
    public void Leave()
    {
        running?.Dispose();
        running = null;
    }

    /// <summary>
    /// Handlers go on; never on a thread that events are handled on. The caller's await leaves such a thread: that of a method of
    /// its own may be over before the caller looks, which then goes on where it is.
    /// </summary>
    public ConfiguredTaskAwaitable EnterAsync()
    {
        Begin();
        bool mustLeaveThread = EventLoop.Current is not null || UserCode.CompletionsAreInline;
        return Task.CompletedTask.ConfigureAwait(mustLeaveThread ? ConfigureAwaitOptions.ForceYielding : ConfigureAwaitOptions.None);
    }
}
