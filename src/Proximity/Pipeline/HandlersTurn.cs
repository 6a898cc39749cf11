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

    /// <summary>Handlers go on; never on a thread that events are handled on.</summary>
    public async ValueTask EnterAsync()
    {
        if (EventLoop.Current is not null || UserCode.CompletionsAreInline)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        Begin();
    }
}
