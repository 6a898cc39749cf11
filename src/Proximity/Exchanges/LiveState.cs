namespace Proximity.Exchanges;

/// <summary>
/// Holds the <see cref="LiveSettings"/> that are in force. Readers take them by one read. Writers come one after the other; a writer makes
/// a whole new set and puts it in place by one write, or throws and leaves everything as it was.
/// </summary>
/// <param name="initial">Those to begin with.</param>
internal sealed class LiveState(LiveSettings initial) : IHandlerStore
{
    private readonly Lock gate = new();
    private LiveSettings current = initial;
    private bool isChanging;

    public LiveSettings Current => Volatile.Read(ref current);

    public HandlerSet Present => Current.Handlers;

    /// <summary>Puts another set in place.</summary>
    /// <param name="change">Makes it of the present one. It may be the application's code.</param>
    /// <exception cref="InvalidOperationException">It was called from within <paramref name="change"/>.</exception>
    public void Change(Func<LiveSettings, LiveSettings> change)
    {
        lock (gate)
        {
            if (isChanging)
            {
                throw new InvalidOperationException("The proxy is being updated on this thread: change the options of the update instead.");
            }

            isChanging = true;
            try
            {
                Volatile.Write(ref current, change(current));
            }
            finally
            {
                isChanging = false;
            }
        }
    }

    public void Change(Func<HandlerSet, HandlerSet> change)
        => Change((LiveSettings settings) => settings with { Handlers = change(settings.Handlers) });
}
