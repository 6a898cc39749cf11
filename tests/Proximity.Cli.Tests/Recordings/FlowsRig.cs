using System.Text;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Output;
using Proximity.Cli.Recordings;
using Proximity.Content;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>Runs <c>proximity flows</c> within the test.</summary>
internal sealed class FlowsRig
{
    /// <summary>The columns of the terminal; null for a pipe.</summary>
    public int? Width { get; init; }

    public bool HasColors { get; init; }

    public IReadOnlyList<StoreKind> Stores { get; init; } = [];

    /// <summary>The recording that the environment names.</summary>
    public string? Usual { get; init; }

    /// <summary>Where the output goes beside what is returned.</summary>
    public Stream? Output { get; init; }

    public CancellationToken Stop { get; init; } = TestContext.Current.CancellationToken;

    public async Task<(int Code, string Output, string Errors)> RunAsync(params string[] words)
    {
        var command = new ProximityCommand();
        var line = command.Parse(["flows", .. words]);
        Assert.Empty(line.Errors);
        using var output = new MemoryStream();
        using var errors = new StringWriter { NewLine = "\n" };
        var console = new FlowsConsole(Output ?? output, errors)
        {
            Width = Width,
            Colors = HasColors ? Colors.For(ColorChoice.Always, isTerminal: true, _ => null) : Colors.Off,
            TimeProvider = new UtcClock(),
        };
        var sources = new FlowSources(console, ContentCodings.BuiltIn, Stores, name => name == FlowSources.Variable ? Usual : null);
        var code = await new FlowsRun(console, sources, command.Read(line)).RunAsync(command.Flows.Read(line)!, Stop);
        return (code, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }

    /// <summary>The lines of an answer that went well.</summary>
    public async Task<string[]> LinesAsync(params string[] words)
    {
        var (code, output, errors) = await RunAsync(words);
        Assert.Equal((0, ""), (code, errors));
        return output.TrimEnd('\n').Split('\n');
    }

    private sealed class UtcClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
