using Proximity.Telemetry;

namespace Proximity.Handlers;

/// <summary>A callback of the options beside the exchanges' way. One that throws is reported, and stops nothing.</summary>
/// <typeparam name="TArgument">What it gets.</typeparam>
/// <param name="call">The user's code.</param>
/// <param name="failureCode">What is reported when it throws.</param>
/// <param name="errors">Where that is reported.</param>
internal class Callback<TArgument>(Func<TArgument, ValueTask> call, string failureCode, ErrorReporter errors)
{
    /// <summary>Calls it.</summary>
    /// <param name="argument">What it gets.</param>
    /// <param name="describe">Adds to an error what is known of the connection or exchange.</param>
    public async ValueTask RunAsync(TArgument argument, Func<ProxyError, ProxyError> describe)
    {
        await UserCode.LeaveLoopAsync();
        UserCode.Mark();
        try
        {
            ValueTask running;
            using (UserCode.BeginTurn())
            {
                running = call(argument);
            }

            await running.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // User code may throw anything; it must not stop the request.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            errors.Report(describe(new ProxyError(failureCode, "A callback threw.", errors.Now) { Error = exception.Message }));
        }
    }
}
