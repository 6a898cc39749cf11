using System.Globalization;

namespace Proximity.Cli.Launching;

/// <summary>A script that every Node loads before the program's own, so that what does not look at the proxy variables goes through the proxy too.</summary>
internal static class NodePreload
{
    private const string Resource = "Proximity.Cli.Launching.NodePreload.cjs";

    /// <summary>Writes the script and returns the value of <c>NODE_OPTIONS</c>, behind the user's options.</summary>
    public static string Write(TrustFiles files, string host, int port, Func<string, string?> own)
    {
        using var script = new StreamReader(typeof(NodePreload).Assembly.GetManifestResourceStream(Resource)!);
        var path = files.Write("node-preload.cjs", string.Create(CultureInfo.InvariantCulture, $"'use strict';\nconst PROXY = {{ host: '{host}', port: {port} }};\n{script.ReadToEnd()}"));

        // Within quotation marks a backslash escapes what follows it.
        var option = $"--require \"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return own("NODE_OPTIONS") is { Length: > 0 } given ? $"{given} {option}" : option;
    }
}
