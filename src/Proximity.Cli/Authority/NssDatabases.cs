namespace Proximity.Cli.Authority;

/// <summary>The NSS databases that a user's browsers have.</summary>
internal static class NssDatabases
{
    /// <summary>Chromium's, which every user has in one place.</summary>
    private static readonly string[] Shared = [".pki/nssdb", ".local/share/pki/nssdb", "snap/chromium/current/.pki/nssdb"];

    /// <summary>Where Firefox keeps its profiles: Linux's packages, snap and flatpak, and macOS.</summary>
    private static readonly string[] Profiles =
    [
        ".mozilla/firefox", ".config/mozilla/firefox", "snap/firefox/common/.mozilla/firefox", ".var/app/org.mozilla.firefox/.mozilla/firefox", "Library/Application Support/Firefox/Profiles",
    ];

    public static IReadOnlyList<string> Find(Machine machine)
        => [.. Shared.Select(machine.HomePath).Concat(Profiles.Select(machine.HomePath).Where(Directory.Exists).SelectMany(Directory.GetDirectories)).Where(NssStore.IsDatabase).Order(StringComparer.Ordinal)];

    /// <summary>Where Chromium looks, though there may be nothing yet.</summary>
    public static string Usual(Machine machine) => machine.HomePath(Shared[0]);
}
