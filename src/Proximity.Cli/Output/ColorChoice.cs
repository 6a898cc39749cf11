namespace Proximity.Cli.Output;

/// <summary>When lines are coloured.</summary>
internal enum ColorChoice
{
    /// <summary>In a terminal that can, unless the environment says no.</summary>
    Automatic,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
