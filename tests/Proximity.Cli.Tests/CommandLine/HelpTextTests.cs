using System.CommandLine;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.CommandLine;

public class HelpTextTests
{
    public static TheoryData<string> Paths { get; } = [.. All(new ProximityCommand().Root).Select(LineErrors.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void EveryHelp_FitsATerminal(string path)
        => Assert.All(HelpText.Lines(All(new ProximityCommand().Root).Single(command => LineErrors.Path(command) == path)), line => Assert.InRange(line.Length, 0, 80));

    [Fact]
    public void Options_StandUnderTheTitlesOfTheTable()
    {
        var lines = HelpText.Lines(new ProximityCommand().Root).ToList();

        Assert.All(OptionTable.Groups, group => Assert.Contains($"{group.Title}:", lines));
        Assert.All(
            OptionTable.Rows,
            row => Assert.Single(lines, line => $"{line} ".StartsWith($"  {row.Name} ", StringComparison.Ordinal)));
        Assert.Contains("Examples:", lines);
    }

    [Fact]
    public void HelpOfRun_NamesWhatItTakes()
    {
        var lines = HelpText.Lines(new ProximityCommand().Run.Command).ToList();

        Assert.Contains("  proximity run [options] -- COMMAND...", lines);
        Assert.DoesNotContain(lines, line => line.TrimStart().StartsWith("--bind", StringComparison.Ordinal));
    }

    private static IEnumerable<Command> All(Command command) => [command, .. command.Subcommands.SelectMany(All)];
}
