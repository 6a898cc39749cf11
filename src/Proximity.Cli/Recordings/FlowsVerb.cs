namespace Proximity.Cli.Recordings;

/// <summary>What <c>proximity flows</c> is asked to do.</summary>
internal enum FlowsVerb
{
    /// <summary>Show a line for each flow.</summary>
    List,

    /// <summary>Show all of one flow.</summary>
    Show,

    /// <summary>Count flows in groups.</summary>
    Stats,

    /// <summary>Compare two flows or recordings.</summary>
    Diff,

    /// <summary>Write flows in another format.</summary>
    Export,

    /// <summary>Put the flows of a file into a store.</summary>
    Import,

    /// <summary>Print a command of curl.</summary>
    Curl,

    /// <summary>Print a request as code.</summary>
    Code,

    /// <summary>Give flows a tag.</summary>
    Tag,

    /// <summary>Give flows a colour.</summary>
    Mark,

    /// <summary>Give a flow a note.</summary>
    Comment,

    /// <summary>Take flows out of a store.</summary>
    Delete,

    /// <summary>Ask a store in SQL.</summary>
    Sql,
}
