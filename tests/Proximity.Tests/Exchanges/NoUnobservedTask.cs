using System.Net.Sockets;

namespace Proximity.Tests.Exchanges;

/// <summary>
/// Watches while the tests of a class run: no task may have failed with nobody looking. An operation of a socket itself that was cancelled
/// has passed through no code of ours, and belongs to a peer of some test that closed while it waited.
/// </summary>
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
            Assert.True(unobserved.Count == 0, string.Join('\n', unobserved));
        }
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs arguments)
    {
        if (arguments.Exception.InnerExceptions.All(IsOfASocketAlone))
        {
            return;
        }

        lock (unobserved)
        {
            unobserved.Add(arguments.Exception.ToString());
        }
    }

    private static bool IsOfASocketAlone(Exception exception)
        => exception is SocketException { SocketErrorCode: SocketError.OperationAborted }
            && exception.StackTrace?.Contains("Proximity", StringComparison.Ordinal) != true;
}
