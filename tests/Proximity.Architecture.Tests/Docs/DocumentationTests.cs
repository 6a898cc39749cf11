using System.Reflection;
using System.Text.RegularExpressions;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Protocol.Faults;

namespace Proximity.Architecture.Tests.Docs;

/// <summary>The reference pages name what is there, all of it and nothing else.</summary>
public partial class DocumentationTests
{
    [Fact]
    public void EveryErrorCode_HasARowAndEveryRowACode() => AssertSame(
        typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
        Rows("docs/errors.md", "Codes"));

    [Fact]
    public void EveryLibraryOption_HasARowAndEveryRowAnOption() => AssertSame(
        typeof(ProxyOptions).GetProperties().Select(property => property.Name),
        Rows("docs/options.md", "Library"));

    [Fact]
    public void EveryMemberOfAGroup_HasARowAndEveryRowAMember() => AssertSame(
        GroupProperties.SelectMany(group => group.PropertyType.GetProperties().Select(member => $"{group.Name}.{member.Name}")),
        Rows("docs/options.md", "Groups"));

    [Fact]
    public void EveryInterceptionOption_HasARowAndEveryRowAnOption() => AssertSame(
        typeof(InterceptionOptions).GetProperties().Select(property => property.Name),
        Rows("docs/options.md", "Interception"));

    [Fact]
    public void EveryProgramOption_HasARowAndEveryRowAnOption() => AssertSame(
        new ProximityCommand().Root.Options.Select(option => option.Name),
        Rows("docs/options.md", "Program"));

    [Fact]
    public void EveryOptionOfCa_HasARowAndEveryRowAnOption()
    {
        var command = new ProximityCommand();
        AssertSame(command.Ca.Command.Subcommands.SelectMany(verb => verb.Options).Except(command.Root.Options).Select(option => option.Name).Distinct(), Rows("docs/options.md", "proximity ca"));
    }

    [Fact]
    public void EveryOptionOfFilter_HasARowAndEveryRowAnOption() => AssertSame(
        new ProximityCommand().Filter.Command.Subcommands.SelectMany(verb => verb.Options).Select(option => option.Name).Distinct(),
        Rows("docs/options.md", "proximity filter"));

    [Fact]
    public void EveryOptionOfFlows_HasARowAndEveryRowAnOption()
    {
        var command = new ProximityCommand();
        AssertSame(
            command.Flows.Command.Subcommands.Append(command.Flows.Command).SelectMany(verb => verb.Options)
                .Except(command.Root.Options).Select(option => option.Name).Distinct(),
            Rows("docs/options.md", "proximity flows"));
    }

    [Fact]
    public void EveryOptionOfRun_HasARowAndEveryRowAnOption()
    {
        var command = new ProximityCommand();
        AssertSame(command.Run.Command.Options.Except(command.Root.Options).Select(option => option.Name), Rows("docs/options.md", "proximity run"));
    }

    /// <summary>What <c>run</c> does not take is said in one sentence.</summary>
    [Fact]
    public void OptionsThatRunDoesNotTake_AreNamed()
    {
        var command = new ProximityCommand();
        var sentence = Repository.Read("docs/options.md").Split("It takes the options of the program but ")[1].Split(", and ignores")[0];
        AssertSame(
            command.Root.Options.Except(command.Run.Command.Options).Select(option => option.Name).Except(["--help", "--version"]),
            sentence.Split('`').Where(part => part.StartsWith("--", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryConfigurationKey_HasARowAndEveryRowAKey() => AssertSame(ConfigurationReader.KnownKeys, Rows("docs/options.md", "Configuration file"));

    private static IEnumerable<PropertyInfo> GroupProperties => typeof(ProxyOptions).GetProperties()
        .Where(property => property.SetMethod is null && property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal));

    /// <summary>The first cells, in backticks, of the table under a heading.</summary>
    private static IEnumerable<string> Rows(string page, string heading) => Repository.Read(page).Split('\n')
        .SkipWhile(line => line != $"## {heading}").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Select(line => FirstCell().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

    private static void AssertSame(IEnumerable<string> present, IEnumerable<string> documented)
    {
        var rows = documented.ToList();
        var names = present.ToList();
        Findings.AssertNone(names.Except(rows, StringComparer.Ordinal).Select(name => $"{name} has no row")
            .Concat(rows.Except(names, StringComparer.Ordinal).Select(row => $"the row {row} is about nothing"))
            .Concat(rows.GroupBy(row => row, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => $"{group.Key} has several rows")));
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|")]
    private static partial Regex FirstCell();
}
