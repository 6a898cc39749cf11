namespace Proximity.Protocol;

/// <summary>What <see cref="SpareStacks"/> looks after.</summary>
internal interface ISpareStack
{
    /// <summary>Drops what was not needed since the last call. May be called by any thread.</summary>
    void DropUnused();
}
