using System.Runtime.CompilerServices;
using Proximity.Wires.Linux;

namespace Proximity.Handlers;

/// <summary>
/// The border between the connection loops and the user's code, which may block. Where socket completions run inline on the runtime's polling threads, it is given a pool
/// thread first. On the thread of an event loop of ours it is called at once, since a hop costs more than most callbacks do, and the loop goes with the thread: when the call
/// does not come back in time, another thread takes the loop over.
/// </summary>
internal static class UserCode
{
    private static readonly AsyncLocal<bool> Inside = new();

    /// <summary>The context in which this thread last marked a method, and what that made of it.</summary>
    [ThreadStatic]
    private static ExecutionContext? markedFrom;

    [ThreadStatic]
    private static ExecutionContext? marked;

    /// <summary>True when socket completions run on the threads that watch all sockets. Read once, as the runtime's sockets do.</summary>
    public static bool CompletionsAreInline { get; } = Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS") is "1" or "true";

    /// <summary>True in code that a callback or interceptor runs, or has started.</summary>
    public static bool IsInside => Inside.Value;

    /// <summary>
    /// Await in the method that then calls user code; leaves the loop's thread when that one must never block. It is the caller's own await
    /// that does so: a method could be over before its caller looks, which would go on on the loop's thread then.
    /// </summary>
    public static ConfiguredTaskAwaitable LeaveLoopAsync()
    {
        bool mustLeaveThread = EventLoop.Current is { } loop ? loop.AvoidsUserCode : CompletionsAreInline;
        return Task.CompletedTask.ConfigureAwait(mustLeaveThread ? ConfigureAwaitOptions.ForceYielding : ConfigureAwaitOptions.None);
    }

    /// <summary>Around the call of user code, up to where it returns or first waits.</summary>
    public static Turn BeginTurn()
    {
        EventLoop.BeginUserCode();
        return default;
    }

    /// <summary>
    /// Around what the proxy does when user code calls it, up to where it returns or first waits. It must know whether this thread still
    /// has its loop.
    /// </summary>
    public static Pause PauseTurn()
    {
        bool isPaused = EventLoop.IsInUserCode;
        if (isPaused)
        {
            EventLoop.EndUserCode();
        }

        return new Pause(isPaused);
    }

    /// <summary>Marks the calling asynchronous method, until it returns, as running user code.</summary>
    public static void Mark()
    {
        // Setting the value makes a new context each time. A thread mostly comes from the same one, so that the one made before can be used again.
        ExecutionContext? outside = ExecutionContext.Capture();
        if (outside is null || !ReferenceEquals(outside, markedFrom))
        {
            Inside.Value = true;
            (markedFrom, marked) = (outside, ExecutionContext.Capture());
            return;
        }

        ExecutionContext.Restore(marked!);
    }

    /// <summary>Ends what <see cref="PauseTurn"/> began, on the same thread.</summary>
    internal readonly struct Pause(bool isPaused) : IDisposable
    {
        public void Dispose()
        {
            if (isPaused)
            {
                EventLoop.BeginUserCode();
            }
        }
    }

    /// <summary>Ends what <see cref="BeginTurn"/> began, on the same thread.</summary>
    internal readonly struct Turn : IDisposable
    {
        public void Dispose() => EventLoop.EndUserCode();
    }
}
