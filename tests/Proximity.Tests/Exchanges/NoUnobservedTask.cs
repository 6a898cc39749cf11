namespace Proximity.Tests.Exchanges;

/// <summary>Watches while the tests of a class run: no task may have failed with nobody looking.</summary>
public sealed class NoUnobservedTask : IDisposable
{
    private readonly List<string> unobserved = [];

    public NoUnobservedTask() => TaskScheduler.UnobservedTaskException += OnUnobserved;

    public void Dispose()
    {
        // Twice: what the first round finalises may hold on to more.
        for (int round = 0; round < 2; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        lock (unobserved)
        {
            Assert.Empty(unobserved);
        }
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs arguments)
    {
        lock (unobserved)
        {
            unobserved.Add(arguments.Exception.ToString());
        }
    }
}
