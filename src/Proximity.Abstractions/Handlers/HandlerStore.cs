namespace Proximity;

/// <summary>Handlers that belong to no running proxy.</summary>
/// <param name="initial">Those to begin with.</param>
internal sealed class HandlerStore(HandlerEntry[] initial) : IHandlerStore
{
    private readonly Lock gate = new();
    private HandlerEntry[] entries = initial;

    public HandlerEntry[] Entries => Volatile.Read(ref entries);

    public void Change(Func<HandlerEntry[], HandlerEntry[]> change)
    {
        lock (gate)
        {
            Volatile.Write(ref entries, change(entries));
        }
    }
}
