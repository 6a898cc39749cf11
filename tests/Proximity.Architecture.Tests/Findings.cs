namespace Proximity.Architecture.Tests;

/// <summary>What a rule found, printed whole: a collection assertion would cut it off.</summary>
internal static class Findings
{
    public static void AssertNone(IEnumerable<string> findings)
    {
        var all = findings.Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
