using System.Text;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.Tests.Configuration;

/// <summary>Each row means the same on the command line and in the file, and says where it was said.</summary>
public class OptionTableTests
{
    internal static IReadOnlyList<OptionRow> Rows => OptionTable.Rows;

    public static TheoryData<string> Names { get; } = [.. OptionTable.Rows.Where(row => row.Key is not null).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void LineAndFile_SayTheSame(string name)
    {
        var row = OptionTable.Rows.Single(row => row.Name == name);
        var (word, json) = Sample(row);
        var command = new ProximityCommand();
        var line = command.Parse(word is null ? [name] : [name, word]);
        Assert.Empty(line.Errors);
        var fromLine = command.Read(line);
        var fromFile = ConfigurationReader.Read(Encoding.UTF8.GetBytes($"{{\"{row.Key}\":{json}}}"), "/c.json");

        Assert.Equal((name, $"/c.json: \"{row.Key}\""), (fromLine.SourceOf(row.Setting), fromFile.SourceOf(row.Setting)));
        var member = typeof(Settings).GetProperty(row.Setting)!;
        Assert.Equal(member.GetValue(fromLine), member.GetValue(fromFile));
        Assert.NotNull(member.GetValue(fromFile));
    }

    /// <summary>Whether the upstream proxy is that of the environment follows from an option; nothing says it by itself.</summary>
    [Fact]
    public void EveryMemberOfSettings_HasARow() => Assert.Equal(
        typeof(Settings).GetProperties().Select(property => property.Name).Except([nameof(Settings.IsUpstreamOfEnvironment)]).Order(),
        OptionTable.Rows.Select(row => row.Setting).Distinct().Order());

    /// <summary>A value as the line and as the file say it.</summary>
    private static (string? Word, string Json) Sample(OptionRow row) => row switch
    {
        NumberRow number => ($"{number.Range.Minimum}", $"{number.Range.Minimum}"),
        LargeNumberRow number => ($"{number.Range.Minimum}", $"{number.Range.Minimum}"),
        FlagRow flag => (null, flag.IsNegated ? "false" : "true"),
        ListRow when row.Key == "clientCertificates" => ("a.test=/me.pem", "{\"a.test\":\"/me.pem\"}"),
        ListRow => ("/a", "[\"/a\"]"),
        TextRow => ("/a", "\"/a\""),
        _ => (row.Bind().Option.HelpName!.Split('|')[^1], $"\"{row.Bind().Option.HelpName!.Split('|')[^1]}\""),
    };
}
