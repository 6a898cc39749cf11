namespace Proximity.Network.Tests.Fixtures;

/// <summary>How long anything may take before a test calls it hanging.</summary>
public static class Limits
{
    /// <summary>One read, write, connection or condition.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(60);

    /// <summary>A whole program such as curl.</summary>
    public static readonly TimeSpan Program = TimeSpan.FromSeconds(120);

    /// <summary>A source that cancels after the limit.</summary>
    public static CancellationTokenSource After(TimeSpan limit) => new(limit, TimeProvider.System);

    /// <summary>Waits for a task, but not for ever.</summary>
    public static Task<T> WithinStep<T>(this Task<T> task) => task.WaitAsync(Step, TimeProvider.System);

    /// <summary>Waits for a task, but not for ever.</summary>
    public static Task WithinStep(this Task task) => task.WaitAsync(Step, TimeProvider.System);
}
