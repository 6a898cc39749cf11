namespace Proximity.Stores;

/// <summary>The colour that a person gave a flow. Stores keep it by its name in lower case.</summary>
public enum FlowMark : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>Red.</summary>
    Red,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Yellow.</summary>
    Yellow,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Purple.</summary>
    Purple,

    /// <summary>Grey.</summary>
    Grey,
}
