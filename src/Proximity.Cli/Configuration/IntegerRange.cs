using System.Globalization;

namespace Proximity.Cli.Configuration;

/// <summary>The values a number may have, the same on the command line and in the file.</summary>
internal sealed record IntegerRange(int Minimum, int Maximum)
{
    public static readonly IntegerRange Port = new(1, 65535);

    public static readonly IntegerRange TimeoutSeconds = new(1, 300);

    /// <summary>Counts and rates of which 0 turns something off.</summary>
    public static readonly IntegerRange FromZero = new(0, int.MaxValue);

    /// <summary>Counts of which there must be one.</summary>
    public static readonly IntegerRange FromOne = new(1, int.MaxValue);

    public static readonly IntegerRange IdleSeconds = new(0, 86_400);

    public static readonly IntegerRange MaxFlows = new(1, int.MaxValue);

    public static readonly IntegerRange MaxHeaderBytes = new(1024, 16 * 1024 * 1024);

    public static readonly IntegerRange MaxHeaderFields = new(16, 65_536);

    public bool Contains(int value) => value >= Minimum && value <= Maximum;

    public override string ToString() => Maximum == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"{Minimum} or more")
        : string.Create(CultureInfo.InvariantCulture, $"{Minimum}..{Maximum}");
}
