using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd.Clients;

/// <summary>One command through <c>proximity run</c> in front of <see cref="EveryOrigin"/>, and what was seen of it.</summary>
/// <param name="Code">The command's exit code.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it complained of.</param>
/// <param name="Seen">Method, whole URL and status of each flow that is no CONNECT.</param>
internal sealed record ClientRun(int Code, string Output, string Error, IReadOnlyList<string> Seen)
{
    /// <summary>Runs a script of the shell, with a home of its own, so that no configuration of the machine's user has a say.</summary>
    /// <param name="folder">Where files go.</param>
    /// <param name="script">What to run.</param>
    /// <param name="options">Further options of <c>proximity run</c>.</param>
    public static async Task<ClientRun> OfAsync(TemporaryFolder folder, string script, params string[] options)
    {
        await using var origins = new EveryOrigin();
        var export = folder.File("flows.json");
        string[] arguments = ["run", .. options, "--upstream", origins.Authority, "--origin-ca", folder.Write("origin.pem", origins.Pem), "--export-file", export, "--", "sh", "-c", script];
        var environment = new Dictionary<string, string> { ["HOME"] = folder.Path };
        await using var run = ProximityProcess.Start(ProximityProcess.BuiltProgram, arguments, folder.Path, environment);
        var (code, output, error) = await run.EndAsync();
        using var flows = JsonDocument.Parse(await File.ReadAllTextAsync(export));
        return new ClientRun(code, output, error, [.. flows.RootElement.EnumerateObject().Select(flow => flow.Value).Where(IsRequest).Select(Describe)]);
    }

    /// <summary>The request over TLS was seen, and answered with the origin's own words.</summary>
    public void IsSeen(string scheme)
    {
        Assert.True(Seen.Any(seen => seen.Contains($" {scheme}://{EveryOrigin.Host}/", StringComparison.Ordinal) && seen.EndsWith(" 200", StringComparison.Ordinal)), ToString());
        Assert.True(Code == 0 && Output.Contains("seen-package", StringComparison.Ordinal), ToString());
    }

    public override string ToString() => $"code {Code}, output: {Output}, error: {Error}, seen: {string.Join(" | ", Seen)}";

    private static bool IsRequest(JsonElement flow) => flow.GetProperty("request").GetProperty("method").GetString() != "CONNECT";

    private static string Describe(JsonElement flow)
    {
        var request = flow.GetProperty("request");
        var url = request.GetProperty("url").GetString()!;
        var inside = flow.TryGetProperty("tunnel", out var tunnel) && tunnel.ValueKind == JsonValueKind.String ? tunnel.GetString()! : null;
        var isTls = flow.TryGetProperty("clientTls", out var tls) && tls.ValueKind == JsonValueKind.Object;
        var whole = inside is null ? url : $"{(isTls ? "https" : "http")}://{inside.Split(':')[0]}{url}";
        var status = flow.TryGetProperty("response", out var response) && response.ValueKind == JsonValueKind.Object ? response.GetProperty("status").GetInt32() : 0;
        return $"{request.GetProperty("method").GetString()} {whole} {status}";
    }
}
