using System.Runtime.CompilerServices;

namespace Proximity.Wires;

/// <summary>Awaited, it goes on by <see cref="Wire.RunInTurn"/>: always later, never within the caller.</summary>
internal readonly struct WireTurn(Wire wire) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public WireTurn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => wire.RunInTurn(continuation);

    public void UnsafeOnCompleted(Action continuation) => wire.RunInTurn(continuation);
}
