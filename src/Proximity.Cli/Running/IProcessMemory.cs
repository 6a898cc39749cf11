namespace Proximity.Cli.Running;

/// <summary>The managed memory of a process, and what can be done about it.</summary>
internal interface IProcessMemory
{
    /// <summary>The bytes allocated so far.</summary>
    long AllocatedBytes { get; }

    /// <summary>What the last collection left of the heap, in bytes, the room between objects left out.</summary>
    long HeapBytes { get; }

    /// <summary>What the heap holds of the system's memory, in bytes, after the last collection.</summary>
    long CommittedBytes { get; }

    /// <summary>Collects in the background.</summary>
    void Sweep();

    /// <summary>Collects, compacts and gives back what is free, in one pause.</summary>
    void Compact();
}
