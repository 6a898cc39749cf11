using System.ComponentModel;
using System.Diagnostics;

namespace Proximity.Cli.Controlling;

/// <summary>Opens an address in the user's browser, by the means of the system.</summary>
internal static class Browser
{
    /// <returns>False when the system has none.</returns>
    public static bool TryOpen(Uri address)
    {
        var (program, word) = OperatingSystem.IsWindows() ? (address.AbsoluteUri, "")
            : OperatingSystem.IsMacOS() ? ("open", address.AbsoluteUri)
            : ("xdg-open", address.AbsoluteUri);
        try
        {
            var start = new ProcessStartInfo(program) { UseShellExecute = OperatingSystem.IsWindows() };
            if (word.Length > 0)
            {
                start.ArgumentList.Add(word);
            }

            using var process = Process.Start(start);
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
