namespace Proximity.Cli.CommandLine;

/// <summary>Lines to try, for the help of each command.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string[]> All = new(StringComparer.Ordinal)
    {
        ["proximity"] =
        [
            "proximity --verbose                        show each request, on port 8080",
            "proximity --mitm --export-file flows.json  look into HTTPS, keep what was seen",
            "proximity --upstream parent.example:3128   go through another proxy",
            "proximity run -- curl https://example.com/ one command through its own proxy",
            "proximity ca trust                         have this machine trust it",
        ],
        ["proximity run"] =
        [
            "proximity run -- curl https://example.com/",
            "proximity run --verbose -- npm install",
            "proximity run --export-file flows.json -- python3 script.py",
        ],
        ["proximity ca"] = ["proximity ca trust", "proximity ca export --format der --output ca.der"],
        ["proximity browser"] = ["proximity browser", "proximity browser firefox https://example.com/"],
        ["proximity filter"] =
        [
            "proximity filter explain 'host:example.com status:5xx'",
            "proximity filter explain -- '-type:image duration:1s..'",
            "proximity filter translate --from mitmproxy '~m POST & ~u /api'",
            "proximity filter fields",
        ],
        ["proximity flows"] =
        [
            "proximity flows traffic.har                          a line for each flow",
            "proximity flows traffic.har host:example.com status:5xx",
            "proximity flows show traffic.har 12",
            "proximity flows stats traffic.har --by host,status",
            "proximity flows diff before.har after.har",
            "proximity flows export traffic.har --output out.jsonl",
        ],
        ["proximity flows export"] = ["proximity flows export traffic.flow host:a.test --output part.har --redact"],
        ["proximity flows tag"] = ["proximity flows tag postgres://localhost/flows 12,15..17 bug-1234"],
        ["proximity completion"] =
        [
            "source <(proximity completion bash)",
            "proximity completion zsh > ~/.zfunc/_proximity",
            "proximity completion fish > ~/.config/fish/completions/proximity.fish",
            "proximity completion pwsh | Out-String | Invoke-Expression",
        ],
    };

    /// <summary>The lines for a command, named with those it is part of; none for most.</summary>
    public static IReadOnlyList<string> Of(string path) => All.GetValueOrDefault(path) ?? [];
}
