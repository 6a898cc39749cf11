namespace Proximity.Cli.Authority;

/// <summary>Which trust stores are meant.</summary>
/// <param name="System">The system's was named.</param>
/// <param name="Nss">NSS's databases were named: these folders, or, when there are none, those of the user's browsers. Null when they were not.</param>
internal sealed record StoreChoice(bool System, IReadOnlyList<string>? Nss)
{
    /// <summary>True when none was named: then it is the system's, and NSS's where they are.</summary>
    public bool IsDefault => !System && Nss is null;

    /// <summary>The stores, the one that decides what <c>check</c> says first.</summary>
    /// <param name="machine">Whose they are.</param>
    /// <param name="authorityOptions">What a command line has to say so that it is about the same authority, with a space before it; empty for nothing.</param>
    public IReadOnlyList<ITrustStore> Resolve(Machine machine, string authorityOptions)
    {
        var stores = new List<ITrustStore>();
        if (System || IsDefault)
        {
            stores.Add(SystemStore(machine, authorityOptions));
        }

        stores.AddRange(Folders(machine).Select(folder => new NssStore(machine.Tools, folder)));
        return stores;
    }

    private IReadOnlyList<string> Folders(Machine machine)
    {
        if (IsDefault)
        {
            return !OperatingSystem.IsWindows() && machine.Tools.Has(NssStore.Tool) ? NssDatabases.Find(machine) : [];
        }

        return Nss switch
        {
            null => [],
            [] => NssDatabases.Find(machine) is { Count: > 0 } found ? found : [NssDatabases.Usual(machine)],
            _ => Nss,
        };
    }

    private static ITrustStore SystemStore(Machine machine, string authorityOptions)
        => OperatingSystem.IsWindows() ? new WindowsUserStore(machine.Tools, authority => LeafProbe.Problem(authority, roots: null))
            : OperatingSystem.IsMacOS() ? new MacSystemStore(machine.Tools, authorityOptions)
            : new LinuxSystemStore(machine, authorityOptions);
}
