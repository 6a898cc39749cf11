namespace Proximity.Load.Contestants;

/// <summary>Proximity in the forms that are compared. The folder holds what <c>bench/run.sh</c> published.</summary>
internal sealed class Ours(string published)
{
    private const Abilities All = Abilities.Process | Abilities.Http | Abilities.Tunnel | Abilities.KeepAlive | Abilities.Upstream;

    private string Program => Path.Combine(published, "cli", "Proximity.Cli.dll");

    private string AheadOfTime => Path.Combine(published, "aot", "Proximity.Cli");

    private string Host => Path.Combine(published, "host", "Proximity.BenchHost.dll");

    public IEnumerable<Contestant> Forms()
    {
        yield return Form("proximity", All, Program, []);
        yield return Form("proximity-norecord", All, Program, ["--no-record"]);
        yield return Form("proximity-nocapture", All, Program, ["--no-capture-bodies"]);
        yield return Form("proximity-intercept", All, Host, ["--intercept"]);
        yield return Form("proximity-close", All & ~Abilities.KeepAlive, Program, ["--no-persistent"]);
        yield return Form("proximity-mitm", All, Program, ["--mitm"]);
        yield return Form("proximity-sockets", All, Program, ["--transport", "sockets"]);
        yield return Form("host", All | Abilities.Allocation, Host, []);
        yield return Form("host-norecord", All | Abilities.Allocation, Host, ["--no-record"]);
        yield return Form("host-intercept", All | Abilities.Allocation, Host, ["--intercept"]);
        yield return Form("host-json", All, Host, ["--change-json"]);
        yield return Form("host-transform", All, Host, ["--transform"]);
        yield return Form("host-flows", All | Abilities.Flows, Host, ["--max-flows", "100000", "--max-flow-bytes", $"{1L << 30}"]);
        if (File.Exists(AheadOfTime))
        {
            yield return Form("proximity-aot", All, AheadOfTime, []);
        }
    }

    /// <summary>A further form, as <c>NAME: WORD…</c>; words are environment variables (<c>NAME=VALUE</c>), options of the program, or <c>program=PATH</c> for another build.</summary>
    public Contestant Variant(string text)
    {
        var (name, rest) = text.Split(':', 2) is [var first, var second] ? (first.Trim(), second) : throw new FormatException($"Not NAME: WORD…: {text}");
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var variables = words.TakeWhile(word => !word.StartsWith('-')).Select(word => word.Split('=', 2)).ToDictionary(word => word[0], word => word[1]);
        variables.Remove("program", out var program);
        program ??= Program;
        return Form(name, program.EndsWith("BenchHost.dll", StringComparison.Ordinal) ? All | Abilities.Allocation : All, program, [.. words.SkipWhile(word => !word.StartsWith('-'))], variables);
    }

    private static Contestant Form(string name, Abilities abilities, string program, string[] options, Dictionary<string, string>? variables = null) =>
        new(name, options.Contains("--mitm") ? abilities | Abilities.Secure : abilities, setting => Launch(program, options, setting) with { Environment = variables ?? [] }) { IsOurs = true };

    private static Launch Launch(string program, string[] options, Setting setting)
    {
        List<string> arguments = ["--bind", setting.Http.Address.ToString(), "--port", $"{setting.Http.Port}", "--timeout", "300", .. options];
        if (setting.Upstream is { } upstream)
        {
            arguments.AddRange(["--upstream", upstream.ToString()]);
        }

        if (setting.Tls is { } tls && options.Contains("--mitm"))
        {
            arguments.AddRange(["--ca-cert", tls.Authority, "--origin-ca", tls.Authority]);
        }

        return program.EndsWith(".dll", StringComparison.Ordinal) ? new Launch(Tools.Path("dotnet"), [program, .. arguments]) : new Launch(program, arguments);
    }
}
