using Proximity.Exchanges;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>Changes the options of a running proxy: all that an update says, or nothing.</summary>
/// <param name="services">The proxy's.</param>
/// <param name="network">Knows how many descriptors there are.</param>
/// <param name="started">What the proxy was started with.</param>
internal sealed class LiveUpdate(ExchangeServices services, Network network, ProxyOptions started)
{
    /// <summary>The options in force; only <see cref="Run"/> changes them, under the lock of the settings.</summary>
    private ProxyOptions options = started.Copy(started.Handlers, successor: null);

    /// <summary>Has the application change a copy of the options in force, and puts what it means in place by one write.</summary>
    /// <exception cref="ProxyOptionsException">Options cannot be used, or may not change.</exception>
    public void Run(Action<ProxyOptions> configure) => services.Live.Change(present =>
    {
        ProxyOptions before = options;
        ProxyOptions changed = before.Copy(services.Handlers, successor: services.Handlers);
        configure(changed);
        var problems = new OptionProblems();
        foreach (string name in changed.FixedOptionsOtherThan(before))
        {
            problems.Add(name, "This cannot change while the proxy runs");
        }

        OptionForms.Judge(changed, problems);
        LiveSettings read = LiveReader.Update(changed, present, problems, services.Errors.Logger);
        problems.ThrowIfAnyOfUpdate();
        options = changed.Copy(changed.Handlers, successor: null);
        return read with
        {
            MaxTunnels = network.Budget.Tunnels(read.MaxTunnels),
            Held = read.Held with { PerBody = (int)Math.Min(read.Held.PerBody, services.Held.Total) },
        };
    });
}
