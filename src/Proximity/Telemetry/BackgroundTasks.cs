using Microsoft.Extensions.Logging;

namespace Proximity.Telemetry;

/// <summary>The one way to start work nobody awaits: its failure is a defect, and is logged.</summary>
internal static class BackgroundTasks
{
    public static void Observe(Task task, ILogger logger)
    {
        if (!task.IsCompletedSuccessfully)
        {
            _ = ObserveAsync(task, logger);
        }
    }

    private static async Task ObserveAsync(Task task, ILogger logger)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last resort: nobody else would ever see it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Defect(logger, exception);
        }
    }
}
