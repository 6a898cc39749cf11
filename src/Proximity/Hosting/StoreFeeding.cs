using Proximity.Protocol.Faults;
using Proximity.Stores;
using Proximity.Telemetry;

namespace Proximity.Hosting;

/// <summary>What brings flows into the store of the options.</summary>
internal static class StoreFeeding
{
    /// <summary>The feeder, which has not begun; null when the options have no store.</summary>
    public static FlowFeeder? Of(ProxyOptions options, FlowSessions sessions, ErrorReporter errors)
    {
        if (options.Store is not { } wanted)
        {
            return null;
        }

        string sentence = $"The store of flows ({wanted.Store.Capabilities.Kind}) failed.";
        return new FlowFeeder(wanted, sessions, options.TimeProvider, cause => errors.Report(ErrorCodes.FlowStoreFailed, sentence, cause));
    }

    /// <summary>Begins.</summary>
    /// <exception cref="ProxyStartException">The spool cannot be used.</exception>
    public static void Start(FlowFeeder? feeder)
    {
        try
        {
            feeder?.Start();
        }
        catch (FlowStoreException exception)
        {
            const string Option = nameof(FlowStoreOptions.SpoolFolder);
            string message = $"{exception.Message.TrimEnd('.')} (option {Option}).";
            throw new ProxyStartException(ErrorCodes.FlowStoreFailed, message, exception) { OptionName = Option };
        }
    }
}
