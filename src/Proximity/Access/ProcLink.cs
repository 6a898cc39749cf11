using System.Runtime.InteropServices;
using System.Text;

namespace Proximity.Access;

/// <summary>Where the links of <c>/proc</c> lead; some of them to no file.</summary>
internal static partial class ProcLink
{
    private const int MostBytes = 4096;

    /// <summary>Where a link leads; null when it cannot be read.</summary>
    public static string? Read(string path)
    {
        Span<byte> target = stackalloc byte[MostBytes];
        nint length = ReadLink(path, target, target.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(target[..(int)length]);
    }

    /// <summary>True when a link leads there.</summary>
    public static bool Is(string path, string wanted)
    {
        Span<byte> target = stackalloc byte[64];
        nint length = ReadLink(path, target, target.Length);
        return length == wanted.Length && Ascii.Equals(target[..(int)length], wanted);
    }

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadLink(string path, Span<byte> target, nint length);
}
