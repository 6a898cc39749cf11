namespace Proximity.Cli.Configuration.Rows;

/// <summary>One option of the program: what the command line and the file call it, what its help says, and what it sets.</summary>
internal abstract class OptionRow
{
    /// <summary>The option on the command line, such as <c>--port</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The key in the configuration file; null when a file cannot say it.</summary>
    public string? Key { get; init; }

    /// <summary>The member of <see cref="Settings"/> that holds the value.</summary>
    public required string Setting { get; init; }

    /// <summary>The member of the library's options that the value reaches; null when the program itself uses it.</summary>
    public string? Member { get; init; }

    /// <summary>What the help says: sentences, without the default.</summary>
    public required string Text { get; init; }

    /// <summary>What the help calls the value; null for a flag.</summary>
    public string? ValueName { get; init; }

    /// <summary>What holds when nobody says anything, as the help says it; null when that needs no words.</summary>
    public string? Default { get; init; }

    /// <summary>True for options that <c>proximity run</c> does not take: its proxy listens on the loopback for one command.</summary>
    public bool IsForListeners { get; init; }

    /// <summary>True for options that have an effect with interception only.</summary>
    public bool NeedsInterception { get; init; }

    /// <summary>True for options that say which authority is meant; <c>proximity ca</c> takes them too.</summary>
    public bool NamesAuthority { get; init; }

    /// <summary>The sentences of the help, the default at their end.</summary>
    public string Description => Default is null ? Text : $"{Text.TrimEnd('.')} (default: {Default}).";

    /// <summary>A new option for a command line.</summary>
    public abstract LineOption Bind();

    /// <summary>Reads the value from a configuration file.</summary>
    /// <exception cref="ConfigurationException">The value is of the wrong kind or out of range.</exception>
    public abstract object Read(ConfigurationValue value);

    /// <summary>Puts a value into the library's options.</summary>
    public abstract void Apply(object value, ProxyOptions options);

    /// <summary>Puts a value into the library's options for interception.</summary>
    public abstract void Apply(object value, InterceptionOptions options);
}
