using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.H1Cases;

/// <summary>The proxies all cases share.</summary>
public class H1Proxy : IAsyncLifetime
{
    private readonly Strictness strictness;
    private RunningProxy patient = null!;
    private RunningProxy hurried = null!;

    /// <summary>Those that read strictly.</summary>
    public H1Proxy()
        : this(Strictness.Strict)
    {
    }

    /// <summary>Those that read as told.</summary>
    protected H1Proxy(Strictness strictness) => this.strictness = strictness;

    /// <summary>The proxy for a case: one with a short time-out only where the case waits for it, since on a busy machine a short one passes too where nobody is silent.</summary>
    public RunningProxy For(H1Case one) => one.Stall ? hurried : patient;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        patient = await StartAsync(TimeSpan.FromSeconds(15));
        hurried = await StartAsync(TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await patient.DisposeAsync();
        await hurried.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task<RunningProxy> StartAsync(TimeSpan timeout) => RunningProxy.StartAsync(options =>
    {
        options.Timeout = timeout;
        options.Strictness = strictness;
    });
}
