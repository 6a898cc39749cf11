namespace Proximity;

/// <summary>Handlers that belong to no running proxy.</summary>
/// <param name="initial">Those to begin with.</param>
internal sealed class HandlerStore(HandlerSet initial) : IHandlerStore
{
    private readonly Lock gate = new();
    private HandlerSet present = initial;

    public HandlerSet Present => Volatile.Read(ref present);

    public void Change(Func<HandlerSet, HandlerSet> change)
    {
        lock (gate)
        {
            Volatile.Write(ref present, change(present));
        }
    }
}
