namespace Proximity.Cli.Configuration.Rows;

/// <summary>How the command line says a list.</summary>
internal enum ListForm
{
    /// <summary>One entry each time the option is named.</summary>
    Repeated,

    /// <summary>One entry or more each time.</summary>
    Several,

    /// <summary>Any number of entries; the option alone is the empty list.</summary>
    Optional,
}
