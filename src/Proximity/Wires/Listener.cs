using System.Net;

namespace Proximity.Wires;

/// <summary>Accepts wires until it is closed.</summary>
internal abstract class Listener
{
    /// <summary>Where it listens.</summary>
    public abstract IPEndPoint EndPoint { get; }

    /// <summary>The next client; null once the listener is closed. A client that vanished while it waited is passed over.</summary>
    public abstract ValueTask<Wire?> AcceptAsync();

    /// <summary>True while the clients accepted so far leave no descriptor for a further one (<see cref="DescriptorBudget"/>).</summary>
    public virtual bool IsCrowded => false;

    /// <summary>Stops listening; wires accepted before live on.</summary>
    public abstract void Close();
}
