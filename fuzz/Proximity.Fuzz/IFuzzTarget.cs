namespace Proximity.Fuzz;

/// <summary>A parser under test together with what must hold for every input.</summary>
internal interface IFuzzTarget
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>The folder in <c>fuzz/corpus</c> that the target begins with.</summary>
    string Inputs => Name;

    /// <summary>Feeds one input.</summary>
    /// <exception cref="InvariantException">What must hold does not hold.</exception>
    void Run(ReadOnlySpan<byte> input);
}
