using System.Globalization;
using Proximity.Stores;

namespace Proximity.Cli.Configuration;

/// <summary>The values a number may have, the same on the command line and in the file.</summary>
internal sealed record IntegerRange(long Minimum, long Maximum)
{
    public static readonly IntegerRange Port = new(1, 65535);

    public static readonly IntegerRange TimeoutSeconds = new(1, 300);

    /// <summary>Counts and rates of which 0 turns something off.</summary>
    public static readonly IntegerRange FromZero = new(0, int.MaxValue);

    /// <summary>Counts of which there must be one.</summary>
    public static readonly IntegerRange FromOne = new(1, int.MaxValue);

    public static readonly IntegerRange IdleSeconds = new(0, 86_400);

    /// <summary>Silence that may be allowed for ever: 0 is never.</summary>
    public static readonly IntegerRange SilenceSeconds = new(0, 86_400);

    public static readonly IntegerRange MaxFlows = new(1, int.MaxValue);

    public static readonly IntegerRange MaxBodyBytes = new(0, 64 * 1024 * 1024);

    /// <summary>Bytes that may be more than an array has.</summary>
    public static readonly IntegerRange MaxFlowBytes = new(64 * 1024, long.MaxValue);

    public static readonly IntegerRange StoreBytes = new(SqliteFlowStoreOptions.SmallestMaxBytes, long.MaxValue);

    public static readonly IntegerRange SpoolBytes = new(FlowStoreOptions.SmallestSpoolMaxBytes, long.MaxValue);

    public static readonly IntegerRange StoreFlows = new(1, long.MaxValue);

    /// <summary>Up to a hundred years.</summary>
    public static readonly IntegerRange StoreAgeSeconds = new(1, 3_153_600_000);

    public static readonly IntegerRange MaxHeaderBytes = new(1024, 16 * 1024 * 1024);

    public static readonly IntegerRange MaxRawResponseHeaderBytes = new(0, 16 * 1024 * 1024);

    public static readonly IntegerRange MaxHeaderFields = new(16, 65_536);

    public bool Contains(long value) => value >= Minimum && value <= Maximum;

    /// <summary>The range as the refusal of a value names it: with its upper bound for a number that is above it.</summary>
    /// <param name="refused">What was said in place of a number of the range.</param>
    public string AgainstText(string refused)
        => double.TryParse(refused, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > Maximum
            ? Bounds
            : ToString();

    public override string ToString() => Maximum is int.MaxValue or long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"{Minimum} or more")
        : Bounds;

    private string Bounds => string.Create(CultureInfo.InvariantCulture, $"{Minimum}..{Maximum}");
}
