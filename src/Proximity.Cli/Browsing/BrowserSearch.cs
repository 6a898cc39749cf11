using Proximity.Cli.Launching;

namespace Proximity.Cli.Browsing;

/// <summary>Finds browsers by the folders of PATH, and where their installers put them.</summary>
/// <param name="environment">Gives environment variables.</param>
internal sealed class BrowserSearch(Func<string, string?> environment)
{
    private static readonly (BrowserKind Kind, string Name)[] Commands =
    [
        (BrowserKind.Chromium, "chromium"), (BrowserKind.Chromium, "chromium-browser"), (BrowserKind.Chromium, "google-chrome"),
        (BrowserKind.Chromium, "google-chrome-stable"), (BrowserKind.Chromium, "microsoft-edge"), (BrowserKind.Chromium, "brave-browser"),
        (BrowserKind.Firefox, "firefox"), (BrowserKind.Firefox, "firefox-esr"),
    ];

    private static readonly (BrowserKind Kind, string Path)[] OfMac =
    [
        (BrowserKind.Chromium, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        (BrowserKind.Chromium, "/Applications/Chromium.app/Contents/MacOS/Chromium"),
        (BrowserKind.Chromium, "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
        (BrowserKind.Firefox, "/Applications/Firefox.app/Contents/MacOS/firefox"),
    ];

    /// <summary>Below the folders of programs.</summary>
    private static readonly (BrowserKind Kind, string Path)[] OfWindows =
    [
        (BrowserKind.Chromium, @"Google\Chrome\Application\chrome.exe"), (BrowserKind.Chromium, @"Chromium\Application\chrome.exe"),
        (BrowserKind.Chromium, @"Microsoft\Edge\Application\msedge.exe"), (BrowserKind.Firefox, @"Mozilla Firefox\firefox.exe"),
    ];

    /// <summary>The first browser of a kind, or of any; null when there is none.</summary>
    public BrowserProgram? Find(BrowserKind? kind)
        => All().FirstOrDefault(program => kind is null || program.Kind == kind);

    private IEnumerable<BrowserProgram> All()
    {
        if (OperatingSystem.IsWindows())
        {
            string?[] folders = [environment("ProgramFiles"), environment("ProgramFiles(x86)"), environment("LOCALAPPDATA")];
            return OfWindows.SelectMany(known => folders.OfType<string>().Select(
                    folder => new BrowserProgram(known.Kind, Path.Combine(folder, known.Path))))
                .Where(static program => File.Exists(program.Path));
        }

        var ofMac = OfMac.Where(static known => OperatingSystem.IsMacOS() && File.Exists(known.Path))
            .Select(static known => new BrowserProgram(known.Kind, known.Path));
        return Commands.Select(known => (known.Kind, Path: ProgramSearch.Find(known.Name, environment("PATH"))))
            .Where(static found => found.Path is not null)
            .Select(static found => new BrowserProgram(found.Kind, found.Path!))
            .Concat(ofMac);
    }
}
