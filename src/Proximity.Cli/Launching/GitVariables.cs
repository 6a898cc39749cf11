using System.Globalization;

namespace Proximity.Cli.Launching;

/// <summary>A proxy in Git's configuration counts for more than one in the environment; what <c>GIT_CONFIG_COUNT</c> and its companions say counts for more than the configuration.</summary>
internal static class GitVariables
{
    private const string Count = "GIT_CONFIG_COUNT";

    /// <summary>Adds one setting to those that the user's variables hold. A count that Git would refuse is left to Git.</summary>
    public static void Add(Dictionary<string, string> variables, string url, Func<string, string?> own)
    {
        var given = own(Count);
        var count = 0;
        if (!string.IsNullOrEmpty(given) && !(int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count < int.MaxValue))
        {
            return;
        }

        variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{count}")] = "http.proxy";
        variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{count}")] = url;
        variables[Count] = (count + 1).ToString(CultureInfo.InvariantCulture);
    }
}
