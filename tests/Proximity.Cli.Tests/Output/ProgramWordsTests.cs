using System.Text.RegularExpressions;
using Proximity.Cli.Output;

namespace Proximity.Cli.Tests.Output;

public partial class ProgramWordsTests
{
    [Theory]
    [InlineData("No response arrived in time (option Timeout).", "No response arrived in time (--timeout).")]
    [InlineData("It is revoked (option CheckRevocation).", "It is revoked (--check-revocation).")]
    [InlineData("Too long (option MaxWebSocketMessageBytes).", "Too long.")]
    [InlineData("Two (option Bind) of them (option Port)", "Two (--bind) of them (--port)")]
    [InlineData("No head (options Timeout and HeadTimeout).", "No head (--timeout and --head-timeout).")]
    [InlineData("No body (options Timeout, MaxWebSocketMessageBytes and BodyTimeout).", "No body (--timeout and --body-timeout).")]
    [InlineData("None (options OnRequest and OnResponse).", "None.")]
    [InlineData("No names (RFC 9110 §4.3.4, option InsecureOrigins).", "No names (RFC 9110 §4.3.4, --insecure-origins).")]
    [InlineData("No names (RFC 9110 §4.3.4, option OnRequest).", "No names (RFC 9110 §4.3.4).")]
    [InlineData("It is so (options TrustedRoots and InsecureOrigins).", "It is so (--origin-ca and --insecure-origins).")]
    [InlineData("None.", "None.")]
    public void Member_IsSaidAsTheOption(string sentence, string said) => Assert.Equal(said, ProgramWords.Translate(sentence));

    /// <summary>A text of the library that names options in a form that is not understood would reach the program's user.</summary>
    [Fact]
    public void EveryTextOfTheLibrary_IsUnderstood()
    {
        string[] texts = [.. LibraryFiles().SelectMany(file => File.ReadLines(file))
            .SelectMany(line => Named().Matches(line)).Select(match => match.Value).Distinct()];
        Assert.Contains("(options TrustedRoots and InsecureOrigins)", texts);
        Assert.Contains("(option MaxTunnels)", texts);
        Assert.Contains("(RFC 9110 §4.3.4, option InsecureOrigins)", texts);
        Assert.All(texts, text => Assert.DoesNotContain("option", ProgramWords.Translate($"It is so {text}."), StringComparison.Ordinal));
    }

    /// <summary>A row that names a member of the library must name one that is there.</summary>
    [Fact]
    public void EveryMemberOfTheTable_IsOneOfTheLibrarys()
    {
        Type[] libraryOptions = [typeof(ProxyOptions), typeof(InterceptionOptions), typeof(Proximity.Stores.FlowStoreOptions)];
        var members = libraryOptions.SelectMany(type => type.GetProperties()).Select(property => property.Name).ToHashSet();

        Assert.All(Configuration.OptionTableTests.Rows.Select(row => row.Member).OfType<string>(), member => Assert.Contains(member, members));
    }

    private static string[] LibraryFiles()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(root.FullName, "src", "Proximity")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests run outside a source tree.");
        }

        return [.. ((string[])["Proximity", "Proximity.Http2", "Proximity.Protocol"]).SelectMany(name =>
            Directory.GetFiles(Path.Combine(root.FullName, "src", name), "*.cs", SearchOption.AllDirectories))];
    }

    /// <summary>Options that a text names, members alone: what is put in while the program runs has the same form.</summary>
    [GeneratedRegex(@"\((?:[^(){<""]*, )?options? [A-Z][^){<]*\)")]
    private static partial Regex Named();
}
