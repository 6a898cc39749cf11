namespace Proximity.Wires.Linux;

/// <summary>A loop whose thread runs user code now and then.</summary>
internal interface IMonitoredLoop
{
    /// <summary>How many times user code was called on the loop's thread.</summary>
    int UserCodeCalls { get; }

    /// <summary>
    /// Takes the loop away from a thread that has not come back from user code since this call, and gives it to a new one.
    /// </summary>
    bool TryReplaceThread(int call);
}
