namespace Proximity.Http2.Tests.Rig;

/// <summary>How long anything may take before a test calls it hanging.</summary>
internal static class Limits
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(60);

    public static CancellationToken Token => new CancellationTokenSource(Step, TimeProvider.System).Token;

    public static Task<T> WithinStep<T>(this Task<T> task) => task.WaitAsync(Step, TimeProvider.System);

    public static Task WithinStep(this Task task) => task.WaitAsync(Step, TimeProvider.System);
}
