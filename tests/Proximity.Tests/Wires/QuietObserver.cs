using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>Notes that it was told.</summary>
internal sealed class QuietObserver : IQuietObserver
{
    private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Told => told.Task;

    public void OnDisturbed() => told.TrySetResult();
}
