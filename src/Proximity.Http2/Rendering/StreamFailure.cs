namespace Proximity.Http2.Rendering;

/// <summary>What streams of Kestrel and of the HTTP client throw when the other end, or we, ended them.</summary>
internal static class StreamFailure
{
    public static bool IsExpected(Exception exception)
        => exception is IOException or OperationCanceledException or ObjectDisposedException
            or HttpRequestException or InvalidOperationException;

    /// <summary>Marks the task's exception as observed.</summary>
    public static void Observe(Task task)
        => task.ContinueWith(
            static failed => _ = failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
