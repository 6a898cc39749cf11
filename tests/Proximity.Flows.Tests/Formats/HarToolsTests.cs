using Proximity.Formats;
using Proximity.Formats.Har;

namespace Proximity.Flows.Tests.Formats;

/// <summary>What other programs say of our HAR files: they are fetched for the test.</summary>
[Trait("Category", "All")]
public class HarToolsTests
{
    private static readonly string[] Names =
    [
        "chromium-devtools-h1.har", "chromium-devtools-h2.har", "firefox-h2.har", "playwright-full-h2.har", "reference-shape.har",
    ];

    private const string Validate = """
        const fs = require('fs');
        const validator = require('har-validator');
        (async () => {
          for (const file of process.argv.slice(2)) await validator.har(JSON.parse(fs.readFileSync(file, 'utf8')));
        })().catch(problem => { console.log(JSON.stringify(problem.errors || problem.message)); process.exit(1); });
        """;

    private const string Replay = """
        const { chromium } = require('playwright-core');
        (async () => {
          const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
          const context = await browser.newContext();
          await context.routeFromHAR(process.argv[2]);
          const page = await context.newPage();
          await page.goto('https://a.test/x?q=1');
          const seen = await page.evaluate(async () => {
            const octets = new Uint8Array(await (await fetch('/bin')).arrayBuffer());
            const posted = await fetch('/post', { method: 'POST', body: new Uint8Array([0, 255, 254, 128, 10]),
              headers: { 'content-type': 'application/octet-stream' } });
            const form = await fetch('/form', { method: 'POST', body: new URLSearchParams([['a', '1'], ['b', 'é x']]) });
            return [document.body.textContent, octets.join(), await posted.text(), form.status, await (await fetch('/old')).text()];
          });
          console.log(seen.join('|'));
          await browser.close();
        })().catch(problem => { console.log(problem.message); process.exit(1); });
        """;

    /// <summary>The importer of Chromium's own DevTools, which the browser serves to whom it lets debug it.</summary>
    private const string Import = """
        const { chromium } = require('playwright-core');
        const fs = require('fs');
        const path = require('path');
        (async () => {
          const [folder, ...files] = process.argv.slice(2);
          const context = await chromium.launchPersistentContext(folder, { executablePath: '/usr/bin/chromium',
            args: ['--no-sandbox', '--remote-debugging-port=0', '--remote-allow-origins=*'] });
          const page = await context.newPage();
          const listening = path.join(folder, 'DevToolsActivePort');
          while (!fs.existsSync(listening) || !/^\d+\n/.test(fs.readFileSync(listening, 'utf8'))) await page.waitForTimeout(20);
          await page.goto(`http://127.0.0.1:${parseInt(fs.readFileSync(listening, 'utf8'))}/devtools/inspector.html`);
          for (const file of files) {
            const seen = await page.evaluate(async text => {
              const har = await import('./models/har/har.js');
              const requests = har.Importer.Importer.requestsFromHARLog(new har.HARFormat.HARRoot(JSON.parse(text)).log);
              return requests.map(request => [request.statusCode, request.protocol, request.frames().length,
                request.eventSourceMessages().length].join(' '));
            }, fs.readFileSync(file, 'utf8'));
            console.log(`${path.basename(file)}: ${seen.length}: ${seen.join('|')}`);
          }
          await context.close();
        })().catch(problem => { console.log(problem.message); process.exit(1); });
        """;

    [Fact]
    public async Task ChromesImporter_TakesEveryEntryOfEveryExport()
    {
        using var folder = new TemporaryFolder();
        List<string> expected = [];
        foreach (string name in Names)
        {
            int count = await ExportAsync(name, folder.PathOf(name));
            expected.Add($"{name}: {count}: ");
        }

        await InstallAsync(folder, "playwright-core@1.65.1");
        string said = await RealTool.RunAsync(
            "node",
            [folder.Write("import.cjs", Import), folder.PathOf("profile"), .. Names.Select(folder.PathOf)]);

        string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, lines.Zip(expected).Select(pair => pair.First[..Math.Min(pair.First.Length, pair.Second.Length)]));
        Assert.EndsWith(
            ": 9: 200 http/1.1 0 0|200 h2 0 0|200 http/1.1 0 0|200 http/1.1 0 0|0  0 0|200 http/1.1 0 0|302 http/1.1 0 0"
                + "|101 http/1.1 2 0|200 http/1.1 0 2",
            lines[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validator_AcceptsEveryExport()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in Names)
        {
            await ExportAsync(name, folder.PathOf(name));
        }

        await InstallAsync(folder, "har-validator@5.1.5");
        await RealTool.RunAsync("node", [folder.Write("validate.cjs", Validate), .. Names.Select(folder.PathOf)]);
    }

    [Fact]
    public async Task Playwright_ReplaysTheExport()
    {
        using var folder = new TemporaryFolder();
        await ExportAsync("reference-shape.har", folder.PathOf("export.har"));
        await InstallAsync(folder, "playwright-core@1.65.1");

        string seen = await RealTool.RunAsync("node", folder.Write("replay.cjs", Replay), folder.PathOf("export.har"));

        Assert.Equal("hi|0,255,254,128,10|ok|200|hi", seen.Trim());
    }

    /// <summary>Reads a sample and writes it again; the number of its flows is the result.</summary>
    private static async Task<int> ExportAsync(string sample, string path)
    {
        List<Flow> flows = await FormatFlows.ReadAsync(new HarReader(FormatFlows.Decoder), FormatFlows.Sample(sample));
        await File.WriteAllBytesAsync(path, await FormatFlows.WriteAsync(new HarWriter(FormatFlows.Decoder), new FormatLosses(), flows));
        return flows.Count;
    }

    private static Task InstallAsync(TemporaryFolder folder, string package)
        => RealTool.RunAsync(
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--silent",
            "--ignore-scripts",
            "--prefix",
            folder.PathOf("."),
            package);
}
