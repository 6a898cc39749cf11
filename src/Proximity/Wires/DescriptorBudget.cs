using System.Net.Sockets;

namespace Proximity.Wires;

/// <summary>
/// How a process's descriptors are shared out, so that clients never take those that the runtime, the log, exports and look-ups need: a
/// runtime that cannot open a file ends the process. From low numbers to high: what is open at the start, then clients and origins, then
/// numbers for origins and pipes alone, then the reserve. The system gives the lowest free number, so a socket whose number is too high
/// says that the share is used up, by whichever part of the process. Assemblies that are loaded later take low numbers for good, out of
/// what the reserve keeps for them: the ceilings rise with each of them, or sockets would never again have a number that is low enough.
/// </summary>
/// <param name="Limit">The most descriptors that the process may have.</param>
/// <param name="OpenNow">How many are open when the budget is made.</param>
/// <param name="ForAssemblies">What the runtime may still take for assemblies: it keeps their files open.</param>
internal sealed record DescriptorBudget(int Limit, int OpenNow, int ForAssemblies = 0)
{
    /// <summary>A loop has an epoll, an alarm and a ring.</summary>
    private const int DescriptorsPerLoop = 3;

    /// <summary>
    /// What the rest of the start opens, and what stays open later: the listener, the clock's wake-up, files of the system's libraries.
    /// About eight, measured.
    /// </summary>
    private const int StartDescriptors = 16;

    /// <summary>The runtime opens most assemblies twice.</summary>
    private const int DescriptorsPerAssembly = 2;

    /// <summary>Beside look-ups and assemblies: the log, an export, certificates, what the system's libraries open.</summary>
    private const int BaseReserve = 32;

    /// <summary>A look-up reads a file or asks two servers.</summary>
    private const int DescriptorsPerLookup = 2;

    /// <summary>With fewer the proxy does not start. It is enough for 18 clients, or 12 tunnels.</summary>
    private const int LeastRoom = 24;

    /// <summary>The next start may find a few more open than this one.</summary>
    private const int Unevenness = 8;

    private const int DescriptorsForEachLoop = 64;
    private const int FewestLookups = 4;
    private const int MostLookups = 64;
    private const int MostPipes = 256;

    private readonly int assembliesBefore = LoadedAssemblies.Count;

    /// <summary>A budget without a limit: nothing has to shrink.</summary>
    public static DescriptorBudget Unlimited { get; } = new(int.MaxValue, 0);

    /// <summary>The most look-ups at a time.</summary>
    public int Lookups => Math.Clamp(Limit / 16, FewestLookups, MostLookups);

    /// <summary>How many event loops are worth their descriptors.</summary>
    public int Loops => Math.Clamp(Limit / DescriptorsForEachLoop, 1, Environment.ProcessorCount);

    /// <summary>How many are open before the first client comes, and stay so.</summary>
    public int Open => OpenNow + (DescriptorsPerLoop * Loops) + StartDescriptors;

    /// <summary>What is never given to a connection.</summary>
    public int Reserve => BaseReserve + ForAssemblies + (DescriptorsPerLookup * Lookups);

    /// <summary>The first number that no socket and no pipe may have.</summary>
    public int Ceiling => CeilingAfter(LoadedAssemblies.Count - assembliesBefore);

    /// <summary>The first number after which no further client is accepted: a quarter of the room is for origins alone.</summary>
    public int ClientCeiling => Limit == int.MaxValue ? int.MaxValue : Ceiling - Math.Max(1, Room / 4);

    /// <summary>How many sockets and pipe ends there may be.</summary>
    public int Room => Limit == int.MaxValue ? int.MaxValue : Limit - Reserve - Open;

    /// <summary>False when not even a few connections would fit.</summary>
    public bool IsEnough => Room >= LeastRoom;

    /// <summary>A limit with which the proxy would start, hardly higher than it must be.</summary>
    public int LeastLimit
    {
        get
        {
            DescriptorBudget enough = this with { OpenNow = OpenNow + Unevenness };
            while (!enough.IsEnough)
            {
                enough = enough with { Limit = enough.Limit + 1 };
            }

            return enough.Limit;
        }
    }

    /// <summary>The ceiling once so many assemblies were loaded since the budget was made.</summary>
    public int CeilingAfter(int assemblies)
        => Limit == int.MaxValue ? int.MaxValue : Limit - Reserve + Math.Clamp(DescriptorsPerAssembly * assemblies, 0, ForAssemblies);

    /// <summary>As many clients as wanted, or as have room beside some origins.</summary>
    public int Clients(int wanted) => Math.Min(wanted, Math.Max(1, Room - (Room / 4)));

    /// <summary>A tunnel takes two.</summary>
    public int Tunnels(int wanted) => Math.Min(wanted, Math.Max(1, Room / 2));

    /// <summary>Waiting connections are useful, but closed first.</summary>
    public int IdleOrigins(int wanted) => Math.Min(wanted, Room / 8);

    /// <summary>Pipes of two ends each, through which long bodies pass.</summary>
    public int Pipes => Math.Min(MostPipes, Room / 16);

    /// <summary>True when a socket's number is below a ceiling.</summary>
    public bool IsWithin(int ceiling, Socket socket) => Limit == int.MaxValue || (int)socket.Handle < ceiling;

    /// <summary>The budget of this process as it is now.</summary>
    public static DescriptorBudget OfThisProcess()
        => DescriptorLimit.Read() is { } limit ? new DescriptorBudget(limit, DescriptorLimit.CountOpen()) : Unlimited;
}
