using System.Runtime.ExceptionServices;

namespace Proximity.Cli.Recordings;

/// <summary>
/// The flows of a recording up to where it is broken: what was read is used first, and then it is said what is wrong with the rest. Where
/// nothing could be read it is said at once.
/// </summary>
/// <param name="flows">The flows.</param>
internal sealed class UntilBroken(IAsyncEnumerable<RecordedFlow> flows) : IAsyncEnumerable<RecordedFlow>
{
    private ExceptionDispatchInfo? problem;
    private bool hasRead;

    public async IAsyncEnumerator<RecordedFlow> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var reading = flows.GetAsyncEnumerator(cancellationToken);
        await using (reading.ConfigureAwait(false))
        {
            while (await MoveAsync(reading).ConfigureAwait(false))
            {
                hasRead = true;
                yield return reading.Current;
            }
        }
    }

    /// <summary>Says what was wrong, if anything was.</summary>
    /// <exception cref="RecordingException">The recording ended early.</exception>
    public void ThrowIfBroken() => problem?.Throw();

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<RecordedFlow> reading)
    {
        try
        {
            return await reading.MoveNextAsync().ConfigureAwait(false);
        }
        catch (RecordingException exception) when (hasRead)
        {
            problem = ExceptionDispatchInfo.Capture(exception);
            return false;
        }
    }
}
